// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the istiod of a cluster and for its proxies, on a cluster that has their pods as objects only. As istiod does, it
 *
 * <ul>
 *   <li>makes a root of its own when it starts without {@code cacerts}, and signs with {@code cacerts} when it starts with it
 *   <li>takes another {@code cacerts} while it runs only if it has started with one; and other roots only with ISTIO_MULTIROOT_MESH, and if
 *       one of both texts contains the other. What it does not take it leaves without a word
 *   <li>keeps the roots in ConfigMap {@code istio-ca-root-cert} of each namespace
 *   <li>hands {@code caCertificates} of the mesh configuration on to proxies
 * </ul>
 *
 * <p>It starts anew when its pods are others. Otherwise than istiod it signs nothing: its port for TLS, and that of all proxies, shows the
 * certificate that it would sign with, and proxies have everything at once. Its own root lives as long as this object, in memory. {@link
 * #step} is for one thread.
 */
public final class StandInIstiod implements AutoCloseable {

    /** At which istiod is called by TLS. */
    static final int PORT = 15012;

    private static final String NAMESPACE = "/api/v1/namespaces/istio-system";
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String PODS = NAMESPACE + "/pods?labelSelector=app=istiod";
    private static final String CA_CERTS = NAMESPACE + "/secrets/cacerts";
    private static final String ROOT = "istio-ca-root-cert";
    private static final String ROOTS = "/api/v1/configmaps?fieldSelector=metadata.name=" + ROOT;
    private static final Duration LIFE = Duration.ofDays(3650);

    /** What runs. */
    private record Running(Set<String> pods, boolean isPluggedIn, CaCerts signing) {}

    private final Administrator cluster;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final TlsPort istiod;
    private final TlsPort proxies;
    private @Nullable Running running;
    private @Nullable CaCerts own;
    private volatile TlsPort.@Nullable Face ofIstiod;
    private volatile TlsPort.@Nullable Face ofProxies;

    private StandInIstiod(Administrator cluster, InstantSource clock) throws IOException {
        this.cluster = cluster;
        this.clock = clock;
        istiod = TlsPort.open(() -> Optional.ofNullable(ofIstiod));
        proxies = TlsPort.open(() -> Optional.ofNullable(ofProxies));
    }

    /** Opens its ports, on loopback; it does nothing by itself. */
    public static StandInIstiod open(Administrator cluster, InstantSource clock) throws IOException {
        return new StandInIstiod(cluster, clock);
    }

    /** The way to it, and to all proxies of its mesh, by the addresses of their pods. */
    public Handshakes network() {
        return new PodNetwork(istiod.number(), proxies.number());
    }

    /** Looks at the cluster and does what there is to do. */
    public void step() throws CommandFailedException {
        List<JsonNode> pods = Applying.list(cluster, PODS);
        if (pods.isEmpty()) {
            return;
        }
        boolean manyRoots = hasManyRoots(pods.getFirst());
        MeshSettings settings = settings(pods.getFirst());
        Running now = next(pods, settings, manyRoots);
        running = now;
        List<Certificate> roots = now.signing().roots().roots();
        Set<Certificate> trusted = new LinkedHashSet<>(roots);
        if (manyRoots) {
            trusted.addAll(settings.roots());
        }
        ofIstiod = new TlsPort.Face(now.signing(), roots);
        ofProxies = new TlsPort.Face(now.signing(), List.copyOf(trusted));
        spread(now.signing().roots().text());
    }

    private Running next(List<JsonNode> pods, MeshSettings settings, boolean manyRoots) {
        Set<String> uids = pods.stream()
                .map(pod -> pod.at("/metadata/uid").asText(""))
                .collect(Collectors.toCollection(TreeSet::new));
        Optional<CaCerts> stored = stored();
        Running before = running;
        if (before == null || before.pods().stream().noneMatch(uids::contains)) {
            return new Running(uids, stored.isPresent(), stored.orElseGet(() -> own(settings.trustDomain())));
        }
        CaCerts signing = stored.filter(other -> before.isPluggedIn() && takes(before.signing(), other, manyRoots))
                .orElse(before.signing());
        return new Running(uids, before.isPluggedIn(), signing);
    }

    private static boolean takes(CaCerts running, CaCerts other, boolean manyRoots) {
        return other.roots().text().equals(running.roots().text())
                || (manyRoots && other.roots().isTakenAfter(running.roots()));
    }

    private static boolean hasManyRoots(JsonNode pod) {
        for (JsonNode container : pod.at("/spec/containers")) {
            for (JsonNode variable : container.path("env")) {
                if (variable.path("name").asText("").equals("ISTIO_MULTIROOT_MESH")) {
                    return variable.path("value").asText("").equals("true");
                }
            }
        }
        return false;
    }

    private MeshSettings settings(JsonNode pod) {
        String name =
                AgentRules.meshConfig(pod.at("/metadata/labels/istio.io~1rev").asText(""));
        return MeshSettings.read(cluster.find(NAMESPACE + "/configmaps/" + name)
                .map(map -> map.at("/data/mesh").asText(""))
                .orElse(""));
    }

    /** Where istiod would not start with what is there, it counts as nothing. */
    private Optional<CaCerts> stored() {
        Map<String, byte[]> data = new HashMap<>();
        cluster.find(CA_CERTS)
                .ifPresent(secret -> secret.path("data")
                        .properties()
                        .forEach(entry -> data.put(
                                entry.getKey(),
                                Base64.getDecoder().decode(entry.getValue().asText("")))));
        try {
            return data.isEmpty() ? Optional.empty() : Optional.of(CaCerts.read(data));
        } catch (PkiException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private CaCerts own(String trustDomain) {
        CaCerts made = own;
        if (made == null) {
            made = make(trustDomain);
            own = made;
        }
        return made;
    }

    /** As istiod names its root. What it signs with is below it here, as with {@code cacerts}. */
    private CaCerts make(String trustDomain) {
        try {
            Authority root =
                    Authority.selfSigned(new RootTerms(trustDomain, LIFE, KeySpec.DEFAULT), clock.instant(), random);
            SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);
            SigningRequest request = SigningRequest.by(key, trustDomain, List.of(), random);
            Chain chain = root.issue(
                    request, new IntermediateTerms(trustDomain, List.of(), LIFE, 0), clock.instant(), random);
            return CaCerts.of(key, chain, root.roots());
        } catch (PkiException e) {
            throw new IllegalStateException("trust domain " + trustDomain, e);
        }
    }

    private void spread(String text) throws CommandFailedException {
        Map<String, String> there = new HashMap<>();
        for (JsonNode map : Applying.list(cluster, ROOTS)) {
            there.put(
                    map.at("/metadata/namespace").asText(""),
                    map.path("data").path(CaCerts.ROOT_CERT).asText(""));
        }
        List<String> lacking = new ArrayList<>();
        for (JsonNode namespace : Applying.list(cluster, NAMESPACES)) {
            String name = Applying.name(namespace);
            boolean stays = namespace.at("/metadata/deletionTimestamp").isMissingNode();
            if (stays && !text.equals(there.get(name))) {
                lacking.add(name);
            }
        }
        for (String name : lacking) {
            ObjectNode map = Applying.object("v1", "ConfigMap", ROOT);
            map.withObject("/metadata/labels").put("istio.io/config", "true");
            map.putObject("data").put(CaCerts.ROOT_CERT, text);
            Applying.apply(cluster, NAMESPACES + "/" + name + "/configmaps/" + ROOT, map);
        }
    }

    @Override
    public void close() throws IOException {
        istiod.close();
        proxies.close();
    }
}
