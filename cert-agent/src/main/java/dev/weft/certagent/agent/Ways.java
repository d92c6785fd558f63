// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateStatus.MeshConfigSeen;
import dev.weft.certagent.evidence.Way;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Held;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Trust;
import dev.weft.certagent.issue.World;
import dev.weft.certagent.meshconfig.Edit;
import dev.weft.certagent.meshconfig.Entries;
import dev.weft.certagent.meshconfig.MeshConfigText;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out whether roots come to all proxies by the mesh configuration: istiod hands its {@code caCertificates} on only with
 * ISTIO_MULTIROOT_MESH, and only to proxies with PROXY_CONFIG_XDS_AGENT (Istio, pilot/pkg/trustbundle and pilot/pkg/xds/pcds.go).
 */
final class Ways {
    private static final String ISTIOD = "discovery";
    private static final String PROXY = "istio-proxy";
    private static final String MANY_ROOTS = "ISTIO_MULTIROOT_MESH";
    private static final String ROOTS_BY_XDS = "PROXY_CONFIG_XDS_AGENT";
    private static final String REVISION = "istio.io/rev";
    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final AgentRules rules;

    Ways(KubernetesClient client, AgentRules rules) {
        this.client = client;
        this.rules = rules;
    }

    /**
     * @param istiods all pods of istiod, whether they are ready or not
     * @param proxies pods whose proxies are asked
     * @param handedOut text of the roots that istiod hands out by itself; may be empty
     */
    Way of(World world, List<Pod> istiods, List<Pod> proxies, String handedOut) {
        Trust trust = world.wanted().trust();
        Entries entries = trust.meshConfig().map(Trust.MeshConfig::entries).orElse(Entries.NONE);
        List<Certificate> wanted = entries.roots();
        boolean caCerts = !(world.caCerts() instanceof Held.Absent);
        SortedSet<String> configMaps =
                istiods.stream().map(Ways::configMap).collect(Collectors.toCollection(TreeSet::new));
        Optional<String> name = configMaps.size() == 1 ? Optional.of(configMaps.getFirst()) : Optional.empty();
        Optional<MeshConfigSeen> told = told(world);
        if (istiods.isEmpty() && told.isPresent()) {
            // Between two pods of istiod there is none for a moment, which is nothing new about the way.
            Optional<String> before = Optional.ofNullable(told.get().problem());
            Optional<List<String>> letIn = Optional.ofNullable(told.get().trustDomains())
                    .map(all -> all.stream().filter(Objects::nonNull).toList());
            return new Way(Optional.ofNullable(told.get().configMap()), before, caCerts, wanted, false, letIn);
        }
        if (name.isEmpty()) {
            String problem = istiods.isEmpty()
                    ? "no pod of istiod is seen in namespace "
                            + world.wanted().secret().namespace()
                    : "istiods of one namespace read different mesh configurations (ConfigMaps "
                            + String.join(", ", configMaps) + ")";
            return new Way(name, Optional.of(problem), caCerts, wanted, false, Optional.empty());
        }
        Ref ref = new Ref(world.wanted().secret().namespace(), name.get());
        Optional<String> text = text(ref);
        boolean listed = !wanted.isEmpty()
                && text.filter(there -> MeshConfigText.with(there, entries) instanceof Edit.Same)
                        .isPresent();
        Optional<String> problem = problem(istiods, ISTIOD, MANY_ROOTS)
                .map(pod -> "istiod runs without " + MANY_ROOTS + "=true")
                .or(() -> problem(proxies, PROXY, ROOTS_BY_XDS)
                        .map(pod -> "the proxy of " + pod + " runs without " + ROOTS_BY_XDS
                                + "=true (set it in meshConfig.defaultConfig.proxyMetadata and restart the pod)"))
                .or(() -> unwritable(ref, text, wanted.isEmpty() ? Entries.of(roots(handedOut)) : entries));
        Optional<List<String>> letIn = text.map(there -> List.copyOf(MeshConfigText.trustDomains(there)));
        return new Way(name, problem, caCerts, wanted, listed, letIn);
    }

    private static Optional<MeshConfigSeen> told(World world) {
        return Optional.ofNullable(world.told().evidence()).flatMap(seen -> Optional.ofNullable(seen.meshConfig()));
    }

    /** As Istio's charts name it: with the revision, unless there is none. */
    private static String configMap(Pod istiod) {
        return AgentRules.meshConfig(
                istiod.getMetadata().getLabels() == null
                        ? ""
                        : istiod.getMetadata().getLabels().getOrDefault(REVISION, ""));
    }

    private Optional<String> text(Ref ref) {
        if (!rules.meshConfigs().contains(ref.name())) {
            return Optional.empty(); // Nor may it be read.
        }
        try {
            ConfigMap there = client.configMaps()
                    .inNamespace(ref.namespace())
                    .withName(ref.name())
                    .get();
            return there == null || there.getData() == null
                    ? Optional.empty()
                    : Optional.ofNullable(there.getData().get(MeshConfigs.ENTRY));
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return Optional.empty();
            }
            throw e; // It may be seen at the next look.
        }
    }

    private Optional<String> unwritable(Ref ref, Optional<String> text, Entries entries) {
        if (!rules.meshConfigs().contains(ref.name())) {
            return Optional.of("istiod reads ConfigMap " + ref
                    + ", which this agent may not write; start it with --mesh-config and register the cluster again");
        }
        if (text.isEmpty()) {
            return Optional.of("ConfigMap " + ref + " with the entry " + MeshConfigs.ENTRY
                    + " is not there, or this agent may not read it");
        }
        return !entries.isEmpty() && MeshConfigText.with(text.get(), entries) instanceof Edit.Refused refused
                ? Optional.of("ConfigMap " + ref + " entry " + MeshConfigs.ENTRY + " " + refused.why())
                : Optional.empty();
    }

    private static List<Certificate> roots(String handedOut) {
        try {
            return TrustBundle.read(handedOut).roots();
        } catch (PkiException e) {
            return List.of();
        }
    }

    /** The first pod in the order of names whose container has not been told to. */
    private static Optional<String> problem(List<Pod> pods, String container, String variable) {
        List<String> without = new ArrayList<>();
        for (Pod pod : pods) {
            boolean isSet = Stream.concat(
                            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                    .filter(one -> container.equals(one.getName()))
                    .anyMatch(one -> isTrue(one, variable));
            if (!isSet) {
                without.add(pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName());
            }
        }
        return without.stream().sorted().findFirst();
    }

    private static boolean isTrue(Container container, String variable) {
        return container.getEnv().stream()
                .anyMatch(one -> variable.equals(one.getName()) && "true".equals(one.getValue()));
    }
}
