// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.pki.KeySpec;
import dev.weft.telemetry.AdminServer;
import dev.weft.telemetry.Health;
import dev.weft.telemetry.Metrics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent together with the server of its health and metrics. */
public final class CertAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertAgent.class);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final Duration FIRST_LISTS = Duration.ofSeconds(30);

    private final Operator operator;
    private final KubernetesClient client;
    private final AdminServer admin;
    private final ScheduledExecutorService upkeep;

    private CertAgent(Operator operator, KubernetesClient client, AdminServer admin, ScheduledExecutorService upkeep) {
        this.operator = operator;
        this.client = client;
        this.admin = admin;
        this.upkeep = upkeep;
    }

    /**
     * How an agent runs.
     *
     * @param server how its cluster is reached
     * @param keys which keys it makes
     * @param handshakes how it sees which certificates istiod and proxies serve
     * @param address of health and metrics; port 0 takes a free one
     */
    public record Settings(
            Config server,
            AgentRules rules,
            KeySpec keys,
            InstantSource clock,
            Handshakes handshakes,
            InetSocketAddress address) {}

    /**
     * Starts it; it works when this returns.
     *
     * @throws IOException when the port of the metrics is taken
     */
    public static CertAgent start(Settings settings) throws IOException {
        KubernetesClient client = client(settings.server());
        PrometheusMeterRegistry registry = Metrics.ofProcess();
        AgentMetrics metrics = new AgentMetrics(registry, settings.clock());
        Material material = new Material(settings.rules(), settings.keys(), new SecureRandom());
        Lookout lookout = new Lookout(new Witness(client, settings.handshakes(), settings.rules()), settings.rules());
        Worker worker = new Worker(client, material, lookout, settings.clock(), metrics);
        Operator operator = new Operator(configuration -> configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(4)
                .withUseSSAToPatchPrimaryResource(false)
                // A server that does not answer yet is asked again; a pod that ends for it would not help.
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(FIRST_LISTS));
        operator.register(
                new IssuedCertificateReconciler(worker, settings.rules(), settings.clock()),
                configuration -> configuration
                        .settingNamespace(settings.rules().namespace())
                        .withRetry(retry()));
        operator.register(
                new PodBounceDirectiveReconciler(
                        new RestartOnRequest(client, settings.rules(), settings.clock()), settings.clock()),
                configuration -> configuration
                        .settingNamespace(settings.rules().namespace())
                        .withRetry(retry()));
        Health health = new Health();
        health.ready("objects", () -> complaint(operator));
        AdminServer admin = AdminServer.start(settings.address(), health, registry);
        try {
            operator.start();
        } catch (RuntimeException e) {
            admin.close();
            client.close();
            throw e;
        }
        return new CertAgent(operator, client, admin, upkeep(client, settings));
    }

    private static ScheduledExecutorService upkeep(KubernetesClient client, Settings settings) {
        Upkeep upkeep = new Upkeep(client, settings.rules(), settings.clock());
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("upkeep").daemon().factory());
        long pause = Upkeep.PAUSE.toMillis();
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        upkeep.look();
                    } catch (RuntimeException e) {
                        // Or there would be no other look.
                        LOG.atError().setCause(e).log("mesh configurations could not be looked after");
                    }
                },
                pause,
                pause,
                TimeUnit.MILLISECONDS);
        return thread;
    }

    private static GenericRetry retry() {
        return new GenericRetry()
                .setInitialInterval(FIRST_RETRY.toMillis())
                .setIntervalMultiplier(2)
                .setMaxInterval(LONGEST_RETRY.toMillis())
                .withoutMaxAttempts();
    }

    private static Optional<String> complaint(Operator operator) {
        if (!operator.getRuntimeInfo().isStarted()) {
            return Optional.of("have not been opened yet");
        }
        SortedSet<String> unread = new TreeSet<>();
        for (Map<String, EventSourceHealthIndicator> sources :
                operator.getRuntimeInfo().unhealthyEventSources().values()) {
            sources.forEach((name, source) -> {
                if (source instanceof InformerWrappingEventSourceHealthIndicator<?> informers && hasUnread(informers)) {
                    unread.add(name);
                }
            });
        }
        return unread.isEmpty() ? Optional.empty() : Optional.of("have not been read: " + String.join(", ", unread));
    }

    /** Whether a watch is open, fabric8 does not tell of those that have brought no event yet; so that does not count. */
    private static boolean hasUnread(InformerWrappingEventSourceHealthIndicator<?> source) {
        return source.informerHealthIndicators().values().stream()
                .anyMatch(informer -> !informer.isRunning() || !informer.hasSynced());
    }

    /** Fields and values that a newer version of the API has are passed over. */
    static KubernetesClient client(Config server) {
        ObjectMapper lenient = new ObjectMapper()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
        return new KubernetesClientBuilder()
                .withConfig(server)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withKubernetesSerialization(new KubernetesSerialization(lenient, true))
                .build();
    }

    /** The port of health and metrics. */
    public int port() {
        return admin.port();
    }

    /** Finishes what was begun, then ends. */
    @Override
    public void close() {
        upkeep.close();
        operator.stop();
        client.close();
        admin.close();
    }
}
