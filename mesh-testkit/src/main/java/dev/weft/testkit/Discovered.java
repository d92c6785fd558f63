// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * YAML text of the discovered kinds as discovery would write them, install namespace {@code gloo-mesh}. The Istio mesh of cluster
 * {@code east} is {@code istiod-istio-system-east} with trust domain {@code east.local}; everything on a cluster belongs to it.
 */
public final class Discovered {

    private Discovered() {}

    /** An Istio mesh in namespace {@code istio-system}. */
    public static String mesh(String cluster) {
        return """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata:
              name: istiod-istio-system-%1$s
              namespace: gloo-mesh
              generation: 1
              labels:
                cluster.discovery.mesh.gloo.solo.io: %1$s
                owner.discovery.mesh.gloo.solo.io: gloo-mesh
            spec:
              agentInfo:
                agentNamespace: gloo-mesh
              istio:
                citadelInfo:
                  trustDomain: %1$s.local
                  citadelServiceAccount: istiod
                installation:
                  cluster: %1$s
                  namespace: istio-system
                  podLabels:
                    app: istiod
                  version: 1.31.0
            """.formatted(cluster);
    }

    /** A Deployment with one label {@code app}, its service account named like it. */
    public static String workload(String name, String namespace, String cluster) {
        return workload(name, namespace, cluster, name, "app=" + name);
    }

    /** @param labels pod labels, each {@code key=value} */
    public static String workload(
            String name, String namespace, String cluster, String serviceAccount, String... labels) {
        return """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Workload
            metadata:
              name: %1$s-%2$s-%3$s-deployment
              namespace: gloo-mesh
              generation: 1
              labels:
                cluster.discovery.mesh.gloo.solo.io: %3$s
                owner.discovery.mesh.gloo.solo.io: gloo-mesh
            spec:
              kubernetes:
                controller:
                  name: %1$s
                  namespace: %2$s
                  clusterName: %3$s
                podLabels: {%5$s}
                serviceAccountName: %4$s
              mesh:
                name: istiod-istio-system-%3$s
                namespace: gloo-mesh
            """.formatted(name, namespace, cluster, serviceAccount, map(labels));
    }

    /** A Service on the mesh of its cluster, with port 9080 named {@code http} until told otherwise. */
    public static Service service(String name, String namespace, String cluster) {
        return new Service(
                name,
                namespace,
                cluster,
                "app: " + name,
                "app: " + name,
                "{port: 9080, name: http, protocol: TCP}",
                "",
                "");
    }

    static String map(String... pairs) {
        return Arrays.stream(pairs)
                .map(pair -> pair.split("=", 2))
                .map(pair -> "\"" + pair[0] + "\": \"" + pair[1] + "\"")
                .collect(Collectors.joining(", "));
    }

    /**
     * A TrafficTarget to be.
     *
     * @param labels content of a flow map
     * @param selector content of a flow map
     * @param ports content of a flow list
     * @param subsets content of a flow map
     * @param clusterIps with commas
     */
    public record Service(
            String name,
            String namespace,
            String cluster,
            String labels,
            String selector,
            String ports,
            String subsets,
            String clusterIps) {

        /** @param pairs the Service's own labels, each {@code key=value} */
        public Service labels(String... pairs) {
            return new Service(name, namespace, cluster, map(pairs), selector, ports, subsets, clusterIps);
        }

        /** @param pairs the Service's selector, each {@code key=value}; none for a Service without selector */
        public Service selector(String... pairs) {
            return new Service(name, namespace, cluster, labels, map(pairs), ports, subsets, clusterIps);
        }

        /** @param names each {@code name:number} */
        public Service ports(String... names) {
            String list = Arrays.stream(names)
                    .map(port -> port.split(":", 2))
                    .map(port -> "{port: " + port[1] + ", name: " + port[0] + ", protocol: TCP}")
                    .collect(Collectors.joining(", "));
            return new Service(name, namespace, cluster, labels, selector, list, subsets, clusterIps);
        }

        /** A headless Service may have none. */
        public Service withoutPorts() {
            return new Service(name, namespace, cluster, labels, selector, "", subsets, clusterIps);
        }

        /** The values by which the label {@code key} tells the workloads apart. */
        public Service subset(String key, String... values) {
            String subset = "\"" + key + "\": {values: [" + String.join(", ", values) + "]}";
            return new Service(name, namespace, cluster, labels, selector, ports, subset, clusterIps);
        }

        /** Where it is called in its cluster; a headless Service has no such address. */
        public Service at(String... addresses) {
            return new Service(name, namespace, cluster, labels, selector, ports, subsets, String.join(",", addresses));
        }

        /** Key in {@code status.trafficTargets}. */
        public String key() {
            return name + "-" + namespace + "-" + cluster + ".gloo-mesh.";
        }

        public String yaml() {
            return """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: TrafficTarget
                metadata:
                  name: %1$s-%2$s-%3$s
                  namespace: gloo-mesh
                  generation: 1
                  labels:
                    cluster.discovery.mesh.gloo.solo.io: %3$s
                    owner.discovery.mesh.gloo.solo.io: gloo-mesh
                  annotations: {%8$s}
                spec:
                  kubeService:
                    ref:
                      name: %1$s
                      namespace: %2$s
                      clusterName: %3$s
                    labels: {%4$s}
                    workloadSelectorLabels: {%5$s}
                    ports: [%6$s]
                    subsets: {%7$s}
                  mesh:
                    name: istiod-istio-system-%3$s
                    namespace: gloo-mesh
                """.formatted(
                            name,
                            namespace,
                            cluster,
                            labels,
                            selector,
                            ports,
                            subsets,
                            clusterIps.isEmpty() ? "" : "weft.dev/cluster-ips: '" + clusterIps + "'");
        }
    }
}
