// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector.RootCertSync;
import dev.weft.api.shared.ObjectRef;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.WorkloadFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Which pods an agent restarts, in which order: each istiod first, since the others get their certificates from it; then the gateways, in
 * the namespace where they really are; then the workloads. The latter two once istiod has spread the new root in their namespace. A pod is
 * selected once (G3): a selector goes when another one has all of its pods. An empty one, which would have all pods of a namespace, is never
 * written.
 */
public final class PodBounceDirectives {

    private static final String ROOT_KEY = "root-cert.pem";
    private static final String ROOT_CONFIG_MAP = "istio-ca-root-cert";
    /** What runs there is Kubernetes itself. */
    private static final Set<String> OF_KUBERNETES = Set.of("kube-system", "kube-public", "kube-node-lease");

    private PodBounceDirectives() {}

    /**
     * The outcome.
     *
     * @param spec empty when no pod can be selected
     * @param leftOut what is not restarted, and why, one sentence each
     */
    public record Restarts(Optional<PodBounceDirectiveSpec> spec, List<String> leftOut) {
        public Restarts {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** @param workloads of its meshes, in any order */
    public static Restarts of(MeshAuthority authority, Collection<WorkloadFact> workloads) {
        Drawing drawing = new Drawing(authority);
        authority.meshes().forEach(drawing::istiod);
        authority.meshes().forEach(drawing::gateways);
        workloads.stream().sorted(Comparator.comparing(WorkloadFact::ref)).forEach(drawing::workload);
        return drawing.done();
    }

    /** The istiods alone. */
    public static Restarts ofIstiods(MeshAuthority authority) {
        Drawing drawing = new Drawing(authority);
        authority.meshes().forEach(drawing::istiod);
        return drawing.done();
    }

    private record Selected(String namespace, SortedMap<String, String> labels, boolean isIstiod) {

        /** Whether it has every pod of another one. */
        boolean covers(Selected other) {
            return namespace.equals(other.namespace) && other.labels.entrySet().containsAll(labels.entrySet());
        }
    }

    private static final class Drawing {
        private final MeshAuthority authority;
        private final List<Selected> selected = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();

        Drawing(MeshAuthority authority) {
            this.authority = authority;
        }

        void istiod(MeshFact mesh) {
            if (mesh.istiod().podLabels().isEmpty()) {
                leftOut.add("istiod of Mesh " + mesh.ref() + ", whose pods have no labels that are known");
            } else {
                add(new Selected(mesh.namespace(), mesh.istiod().podLabels(), true));
            }
        }

        void gateways(MeshFact mesh) {
            for (GatewayFact gateway : mesh.gateways()) {
                String namespace = gateway.namespace(mesh.namespace());
                if (gateway.labels().isEmpty()) {
                    leftOut.add("a gateway of Mesh " + mesh.ref() + " in namespace " + namespace
                            + ", whose pods have no labels that are known");
                } else if (isRestartable(namespace, "a gateway of Mesh " + mesh.ref())) {
                    add(new Selected(namespace, gateway.labels(), false));
                }
            }
        }

        void workload(WorkloadFact workload) {
            String namespace = workload.controller().namespace();
            String words = "Workload " + workload.ref();
            if (namespace.isEmpty() || workload.podLabels().isEmpty()) {
                leftOut.add(words + ", which does not say by which labels its pods are found");
            } else if (!workload.controller().cluster().equals(authority.cluster())) {
                leftOut.add(
                        words + ", which is on cluster " + workload.controller().cluster());
            } else if (isRestartable(namespace, words)) {
                add(new Selected(namespace, workload.podLabels(), false));
            }
        }

        private boolean isRestartable(String namespace, String words) {
            if (OF_KUBERNETES.contains(namespace)) {
                leftOut.add(words + ", which is in namespace " + namespace + " of Kubernetes itself");
                return false;
            }
            return true;
        }

        /** One that has pods of earlier ones and more takes the place of the first of them. */
        private void add(Selected one) {
            if (selected.stream().anyMatch(earlier -> earlier.covers(one))) {
                return;
            }
            Predicate<Selected> narrower = earlier -> !earlier.isIstiod() && one.covers(earlier);
            int place = 0;
            while (place < selected.size() && !narrower.test(selected.get(place))) {
                place++;
            }
            selected.add(place, one);
            List<Selected> behind = selected.subList(place + 1, selected.size());
            behind.removeIf(narrower);
        }

        Restarts done() {
            return selected.isEmpty()
                    ? new Restarts(Optional.empty(), leftOut)
                    : new Restarts(
                            Optional.of(new PodBounceDirectiveSpec(
                                    selected.stream().map(this::wire).toList())),
                            leftOut);
        }

        private PodSelector wire(Selected one) {
            return one.isIstiod()
                    ? new PodSelector(one.namespace(), Map.copyOf(one.labels()), 1L, null)
                    : new PodSelector(one.namespace(), Map.copyOf(one.labels()), null, rootOf(one.namespace()));
        }

        /** The root in the Secret is the one that istiod has spread in that namespace. */
        private RootCertSync rootOf(String namespace) {
            return new RootCertSync(
                    MeshAuthority.wire(authority.secret()),
                    ROOT_KEY,
                    new ObjectRef(ROOT_CONFIG_MAP, namespace),
                    ROOT_KEY);
        }
    }
}
