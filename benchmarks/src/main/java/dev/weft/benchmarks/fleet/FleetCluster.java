// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import static dev.weft.benchmarks.fleet.Json.kubernetes;
import static dev.weft.benchmarks.fleet.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;

/** The objects of one cluster: Istio, nodes, and every service with its workloads, pods and endpoints. */
final class FleetCluster {

    private static final int PODS_OF_A_VERSION = 2;

    private final FleetSize size;
    private final String cluster;
    private final int number;
    private final List<RawObject> objects = new ArrayList<>();

    private FleetCluster(FleetSize size, int number) {
        this.size = size;
        this.number = number;
        this.cluster = size.cluster(number);
    }

    static List<RawObject> of(FleetSize size, int number) {
        FleetCluster cluster = new FleetCluster(size, number);
        cluster.addIstio();
        if (size.federation() != FleetSize.Federation.NONE) {
            cluster.objects.add(cluster.gateway("203.0." + number / 250 + "." + (1 + number % 250)));
        }
        for (int service = 0; service < size.services(); service++) {
            cluster.addService(service);
        }
        return cluster.objects;
    }

    private void addIstio() {
        for (int i = 0; i < 3; i++) {
            objects.add(kubernetes(
                    cluster,
                    "v1",
                    "Node",
                    "",
                    cluster + "-worker-" + i,
                    object("labels", region(i)),
                    "status",
                    object(
                            "addresses",
                            List.of(object("type", "InternalIP", "address", "172.18." + number + "." + i)))));
        }
        ObjectNode labels = object("app", "istiod", "istio", "pilot");
        ObjectNode pod = object(
                "containers",
                List.of(object(
                        "name", "discovery", "image", "docker.io/istio/pilot:1.28.2", "args", List.of("discovery"))),
                "serviceAccountName",
                "istiod");
        addWorkload("istio-system", "istiod", labels, pod, 1);
        objects.add(kubernetes(
                cluster,
                "v1",
                "ConfigMap",
                "istio-system",
                "istio",
                object(),
                "data",
                object("mesh", "trustDomain: " + cluster + ".example\n")));
    }

    private RawObject gateway(String address) {
        return kubernetes(
                cluster,
                "v1",
                "Service",
                "istio-system",
                "istio-ingressgateway",
                object("labels", object("istio", "ingressgateway")),
                "spec",
                object(
                        "selector",
                        object("istio", "ingressgateway"),
                        "ports",
                        List.of(object("name", "tls", "port", 15443, "protocol", "TCP", "targetPort", 15443)),
                        "type",
                        "LoadBalancer",
                        "clusterIP",
                        "10.96.255.1"),
                "status",
                object("loadBalancer", object("ingress", List.of(object("ip", address)))));
    }

    private static ObjectNode region(int i) {
        return object(
                "topology.kubernetes.io/region",
                "region-1",
                "topology.kubernetes.io/zone",
                "region-1-" + "abc".charAt(i));
    }

    private void addService(int service) {
        String name = size.name(service);
        String namespace = size.namespace(service);
        objects.add(kubernetes(
                cluster,
                "v1",
                "Service",
                namespace,
                name,
                object("labels", object("app", name, "team", namespace, "tier", size.tier(service))),
                "spec",
                object(
                        "selector",
                        object("app", name),
                        "ports",
                        List.of(object("name", "http", "port", 8080, "protocol", "TCP", "targetPort", 8080)),
                        "type",
                        "ClusterIP",
                        "clusterIP",
                        "10.96." + service / 250 + "." + service % 250)));
        List<ObjectNode> endpoints = new ArrayList<>();
        for (int version = 1; version <= (size.hasTwoVersions(service) ? 2 : 1); version++) {
            ObjectNode labels = object("app", name, "version", "v" + version);
            for (String pod : addWorkload(namespace, name + "-v" + version, labels, podSpec(name), PODS_OF_A_VERSION)) {
                endpoints.add(object(
                        "addresses",
                        List.of("10." + number + "." + service / 250 + "." + service % 250),
                        "conditions",
                        object("ready", true),
                        "nodeName",
                        cluster + "-worker-" + service % 3,
                        "targetRef",
                        object("kind", "Pod", "name", pod, "namespace", namespace)));
            }
        }
        objects.add(kubernetes(
                cluster,
                "discovery.k8s.io/v1",
                "EndpointSlice",
                namespace,
                name + "-abcde",
                object("labels", object("kubernetes.io/service-name", name)),
                "addressType",
                "IPv4",
                "endpoints",
                endpoints,
                "ports",
                List.of(object("name", "http", "port", 8080, "protocol", "TCP"))));
    }

    private static ObjectNode podSpec(String app) {
        return object(
                "containers",
                List.of(
                        object("name", "app", "image", "registry.example/" + app + ":1.0"),
                        object("name", "istio-proxy", "image", "docker.io/istio/proxyv2:1.28.2")),
                "serviceAccountName",
                app);
    }

    /** Deployment, ReplicaSet and pods; returns the names of the pods. */
    private List<String> addWorkload(String namespace, String name, ObjectNode labels, ObjectNode podSpec, int pods) {
        ObjectNode template = object("metadata", object("labels", labels), "spec", podSpec);
        ObjectNode spec = object("replicas", pods, "selector", object("matchLabels", labels), "template", template);
        objects.add(
                kubernetes(cluster, "apps/v1", "Deployment", namespace, name, object("labels", labels), "spec", spec));
        String set = name + "-6d4b75cb6d";
        objects.add(kubernetes(
                cluster,
                "apps/v1",
                "ReplicaSet",
                namespace,
                set,
                object("labels", labels, "ownerReferences", List.of(owner("Deployment", name))),
                "spec",
                spec,
                "status",
                object("replicas", pods)));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            String pod = set + "-" + "abcdefgh".charAt(i) + "2c4d";
            names.add(pod);
            ObjectNode onNode = podSpec.deepCopy();
            onNode.put("nodeName", cluster + "-worker-" + i % 3);
            objects.add(kubernetes(
                    cluster,
                    "v1",
                    "Pod",
                    namespace,
                    pod,
                    object("labels", labels, "ownerReferences", List.of(owner("ReplicaSet", set))),
                    "spec",
                    onNode,
                    "status",
                    object("phase", "Running")));
        }
        return names;
    }

    private static ObjectNode owner(String kind, String name) {
        return object(
                "apiVersion", "apps/v1", "kind", kind, "name", name, "uid", kind + "-" + name, "controller", true);
    }
}
