// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Small clusters full of everything that discovery reads, kept twice: as objects, and as the assembly that followed every edit. Names are
 * few, so that pods find their controllers, selectors hit and names collide now and then.
 */
final class RandomClusters {

    private static final List<String> CLUSTERS = List.of("east", "b-east", "west");
    private static final List<String> NAMES = List.of("a", "b", "a-b", "v1");
    private static final Ref SETTINGS = new Ref(Scene.NAMESPACE, "settings");

    private final Random random;
    private final SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
    private final SortedMap<String, ClusterKnowledge> knowledge = new TreeMap<>();
    private DiscoveryAssembly followed = DiscoveryAssembly.empty(Scene.NAMESPACE, SETTINGS);

    RandomClusters(long seed) {
        random = new Random(seed);
        CLUSTERS.forEach(cluster -> know(cluster, ClusterKnowledge.SYNCED));
        for (int i = 0; i < 120; i++) {
            edit();
        }
    }

    /** The assembly that followed all edits. */
    DiscoveryAssembly followed() {
        return followed;
    }

    /** An assembly made at once of everything there is, in a random order. */
    DiscoveryAssembly atOnce() {
        List<RawObject> management = new ArrayList<>();
        SortedMap<String, List<RawObject>> byCluster = new TreeMap<>();
        knowledge.keySet().forEach(name -> byCluster.put(name, new ArrayList<>()));
        List<RawObject> shuffled = new ArrayList<>(objects.values());
        Collections.shuffle(shuffled, random);
        shuffled.forEach(object -> {
            String cluster = object.id().cluster();
            (cluster.isEmpty() ? management : byCluster.get(cluster)).add(object);
        });
        List<RawCluster> clusters = new ArrayList<>();
        byCluster.forEach((name, list) -> clusters.add(new RawCluster(name, list, knowledge.get(name))));
        Collections.shuffle(clusters, random);
        return DiscoveryAssembly.of(Scene.NAMESPACE, SETTINGS, management, clusters);
    }

    List<RawObject> objects() {
        return List.copyOf(objects.values());
    }

    /** The same world, told to an empty assembly one event after the other in a random order, knowledge among them. */
    DiscoveryAssembly retold() {
        List<Runnable> events = new ArrayList<>();
        DiscoveryAssembly[] told = {DiscoveryAssembly.empty(Scene.NAMESPACE, SETTINGS)};
        objects.values().forEach(object -> events.add(() -> told[0] = told[0].changed(List.of(object), List.of())));
        knowledge.forEach((name, known) -> events.add(() -> told[0] = told[0].knowing(name, known)));
        Collections.shuffle(events, random);
        events.forEach(Runnable::run);
        return told[0];
    }

    /** One random edit of one object, or of what is known of a cluster. */
    void edit() {
        int choice = random.nextInt(100);
        if (choice < 10) {
            putService();
        } else if (choice < 65) {
            put(source());
        } else if (choice < 72) {
            put(management());
        } else if (choice < 77) {
            know(pick(CLUSTERS), knowledge());
        } else if (choice < 79) {
            deregister(pick(CLUSTERS));
        } else if (!objects.isEmpty()) {
            remove(pick(List.copyOf(objects.keySet())));
        }
    }

    /** A whole workload with its Service, which single objects seldom add up to. */
    private void putService() {
        String cluster = pick(CLUSTERS);
        String namespace = pick(List.of("a", "a-b"));
        String name = pick(NAMES);
        String app = "app: " + pick(List.of("x", "y"));
        String documents = Objects.injected(name, app + ", version: " + name) + Objects.service(name, app);
        for (String document : documents.split("(?m)^---$")) {
            if (!document.isBlank()) {
                put(Scene.object(cluster, document.replace("namespace: shop", "namespace: " + namespace)));
            }
        }
    }

    void put(RawObject object) {
        objects.put(object.id(), object);
        followed = followed.changed(List.of(object), List.of());
    }

    void remove(ObjectId id) {
        objects.remove(id);
        followed = followed.changed(List.of(), List.of(id));
    }

    private void know(String cluster, ClusterKnowledge known) {
        knowledge.put(cluster, known);
        followed = followed.knowing(cluster, known);
    }

    /** Takes away the registration and all objects, and registers the cluster again, empty. */
    private void deregister(String cluster) {
        List<ObjectId> gone = objects.keySet().stream()
                .filter(id -> id.cluster().equals(cluster))
                .toList();
        objects.keySet().removeAll(gone);
        followed = followed.forgetting(cluster).changed(List.of(), gone);
        know(cluster, ClusterKnowledge.SYNCED);
    }

    private ClusterKnowledge knowledge() {
        return switch (random.nextInt(5)) {
            case 0 -> ClusterKnowledge.unknown("Unreachable", "");
            case 1 ->
                knowing(
                        pick(List.of(SourceKinds.CONFIG_MAP, SourceKinds.DEPLOYMENT, SourceKinds.APP_MESH)),
                        new Knowledge.Unknown("Forbidden", ""));
            case 2 -> knowing(SourceKinds.POD, new Knowledge.Stale("2026-01-01T00:00:00Z"));
            default -> ClusterKnowledge.SYNCED;
        };
    }

    private static ClusterKnowledge knowing(GroupKind kind, Knowledge known) {
        SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        kinds.put(kind, known);
        return new ClusterKnowledge(new Knowledge.Synced(), kinds);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private RawObject source() {
        String document = random.nextInt(20) == 0 ? undecodable() : readable();
        return Scene.object(
                pick(CLUSTERS), document.replace("namespace: shop", "namespace: " + pick(List.of("a", "a-b"))));
    }

    private String undecodable() {
        String kind = pick(List.of("v1\nkind: Pod", "v1\nkind: Service", "apps/v1\nkind: Deployment"));
        return "apiVersion: %s\nmetadata: {name: %s, namespace: shop}\nspec: text\n".formatted(kind, pick(NAMES));
    }

    private String readable() {
        String name = pick(NAMES);
        String labels = "app: " + pick(List.of("x", "y")) + ", version: " + name;
        return switch (random.nextInt(13)) {
            case 0 -> only(Objects.controller(name, labels));
            case 1 ->
                only(Objects.controller(name, labels)).replace("Deployment", pick(List.of("DaemonSet", "StatefulSet")));
            case 2 -> only(Objects.replicaSet(name));
            case 3 -> pod(name, labels);
            case 4 -> pod(name, pick(List.of(labels, "app: cert-agent")));
            case 5 -> only(Objects.service(name, "app: " + pick(List.of("x", "y"))));
            case 6 ->
                "apiVersion: v1\nkind: Endpoints\nmetadata: {name: %s, namespace: shop}\nsubsets: [%s]\n"
                        .formatted(name, subset(name));
            case 7, 8 -> slice(name);
            case 9 ->
                "apiVersion: v1\nkind: Node\nmetadata: {name: %s}\nstatus: {addresses: [{type: ExternalIP, address: 192.0.2.%d}]}\n"
                        .formatted(pick(List.of("node-1", "node-2")), random.nextInt(3));
            case 10 ->
                Objects.ISTIOD.split("(?m)^---$")[0].replace(
                        "name: istiod,", "name: " + pick(List.of("istiod", "istiod-canary")) + ",");
            case 11 ->
                Objects.meshConfig(
                        pick(List.of("istio", "istio-canary", "other")),
                        pick(List.of("trustDomain: x", "trustDomain: y", "a: b: c")));
            default ->
                "apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata: {name: %s}\nstatus: {meshARN: '%s'}\n"
                        .formatted(pick(NAMES), pick(List.of("", "arn:aws:appmesh:r:1:mesh/m")));
        };
    }

    private static String only(String document) {
        return document.split("(?m)^---$")[0];
    }

    private String pod(String name, String labels) {
        String image = pick(List.of("docker.io/istio/proxyv2:1.24.2", "registry.example.com/other:1"));
        return only(Objects.pod(
                name + "-7d9f-abcde",
                labels,
                "ReplicaSet/" + name + "-7d9f",
                "containers: [{name: istio-proxy, image: '%s', args: [%s]}]"
                        .formatted(image, pick(List.of("sidecar", "router")))));
    }

    private String subset(String name) {
        return "{addresses: [{ip: 10.0.0.%d, targetRef: {name: %s-7d9f-abcde, namespace: shop}}], ports: [{port: 8080}]}"
                .formatted(random.nextInt(3), name);
    }

    private String slice(String name) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: '%s'}}
                addressType: IPv4
                endpoints: [{addresses: [10.0.0.%d], conditions: {ready: %s},
                  targetRef: {name: %s-7d9f-abcde, namespace: shop}}]
                ports: [{port: 8080}]
                """.formatted(
                name + random.nextInt(2), pick(List.of(name, "")), random.nextInt(3), random.nextBoolean(), name);
    }

    private RawObject management() {
        return Scene.object(
                ObjectId.MANAGEMENT,
                switch (random.nextInt(4)) {
                    case 0 ->
                        "apiVersion: settings.mesh.gloo.solo.io/v1alpha2\nkind: Settings\n"
                                + "metadata: {name: %s, namespace: gloo-mesh}\nspec: %s\n"
                                        .formatted(
                                                pick(List.of("settings", "other")),
                                                pick(
                                                        List.of(
                                                                "text",
                                                                "{}",
                                                                "{discovery: {istio: {ingressGatewayDetectors: {'*': {gatewayTlsPortName: http}}}}}")));
                    case 1 ->
                        "apiVersion: multicluster.solo.io/v1alpha1\nkind: KubernetesCluster\n"
                                + "metadata: {name: %s, namespace: %s, annotations: {weft.dev/agent-namespace: '%s'}}\n"
                                        .formatted(
                                                pick(List.of("east", "north")),
                                                pick(List.of("gloo-mesh", "other")),
                                                pick(List.of("", "a", "a-b")));
                    case 2 ->
                        "apiVersion: discovery.mesh.gloo.solo.io/v1alpha2\nkind: Mesh\n"
                                + "metadata: {name: istiod-istio-system-east, namespace: gloo-mesh}\nspec: %s\n"
                                        .formatted(pick(List.of(
                                                "text",
                                                "{istio: {installation: {cluster: east, namespace: istio-system}}}")));
                    default -> "apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: gloo-mesh}\n";
                });
    }
}
