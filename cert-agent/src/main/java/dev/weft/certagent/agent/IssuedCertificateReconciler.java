// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hears of everything that an IssuedCertificate depends on, and has the {@link Worker} look. Events say only that, never what; pods, of
 * which nobody hears, are looked at by time.
 */
@ControllerConfiguration(name = IssuedCertificateReconciler.NAME)
final class IssuedCertificateReconciler implements Reconciler<IssuedCertificate> {
    static final String NAME = "issuedcertificate";
    /** Where istiod writes the root, in every namespace. */
    static final String ROOT_CONFIG_MAP = "istio-ca-root-cert";

    /** Timers of the JDK go wrong beyond it, and clocks are set. */
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final Worker worker;
    private final AgentRules rules;
    private final InstantSource clock;

    IssuedCertificateReconciler(Worker worker, AgentRules rules, InstantSource clock) {
        this.worker = worker;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public UpdateControl<IssuedCertificate> reconcile(IssuedCertificate primary, Context<IssuedCertificate> context) {
        Optional<Instant> until = worker.work(new Ref(
                primary.getMetadata().getNamespace(), primary.getMetadata().getName()));
        UpdateControl<IssuedCertificate> done = UpdateControl.noUpdate();
        until.ifPresent(moment -> done.rescheduleAfter(rest(moment)));
        return done;
    }

    private Duration rest(Instant until) {
        Duration rest = Duration.between(clock.instant(), until);
        if (rest.compareTo(LONGEST_REST) > 0) {
            return LONGEST_REST;
        }
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    @Override
    public List<EventSource<?, IssuedCertificate>> prepareEventSources(EventSourceContext<IssuedCertificate> context) {
        return List.of(
                source(
                        context,
                        from(context, CertificateRequest.class)
                                .withName("requests")
                                .withNamespaces(Set.of(rules.namespace()))),
                source(
                        context,
                        from(context, PodBounceDirective.class)
                                .withName("directives")
                                .withNamespaces(Set.of(rules.namespace()))),
                source(
                        context,
                        from(context, Secret.class)
                                .withName("keys")
                                .withNamespaces(Set.of(rules.namespace()))
                                .withLabelSelector(Marks.OWNER_LABEL + "=" + rules.namespace())),
                source(
                        context,
                        from(context, Secret.class)
                                .withName("cacerts")
                                .withNamespaces(rules.istioNamespaces())
                                .withFieldSelector(name(Marks.CA_CERTS))),
                source(
                        context,
                        from(context, ConfigMap.class)
                                .withName("roots")
                                .withWatchAllNamespaces()
                                .withFieldSelector(name(ROOT_CONFIG_MAP))));
    }

    private static FieldSelector name(String name) {
        return new FieldSelectorBuilder().withField("metadata.name", name).build();
    }

    /** There are few IssuedCertificates on a cluster, and a look costs little: each event is for all of them. */
    private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> from(
            EventSourceContext<IssuedCertificate> context, Class<R> kind) {
        return InformerEventSourceConfiguration.from(kind, IssuedCertificate.class)
                .withSecondaryToPrimaryMapper(secondary -> context.getPrimaryCache()
                        .list()
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()));
    }

    private static <R extends HasMetadata> EventSource<R, IssuedCertificate> source(
            EventSourceContext<IssuedCertificate> context, InformerEventSourceConfiguration.Builder<R> configuration) {
        return new InformerEventSource<>(configuration.build(), context);
    }
}
