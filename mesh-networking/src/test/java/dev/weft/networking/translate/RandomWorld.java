// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.testkit.access.AccessRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A small world full of everything that networking reads, kept twice: as objects, and as the assembly that followed every edit. Names,
 * labels and values are few, so that selectors hit, policies conflict and references dangle now and then.
 */
final class RandomWorld {

    private static final String GATEWAY_API = "networking.istio.io/v1";
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final List<String> CLUSTERS = List.of("c1", "c2", "c3");
    private static final List<String> NAMESPACES = List.of("n1", "n2");
    /** A namespace in the ambient mode of Istio; in the others pods have sidecars. */
    static final String AMBIENT = "n2";

    private final Random random;
    private final RandomAccess access;
    private final RandomFederation federation;
    private final Scope scope;
    private final SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
    private final SortedMap<String, ClusterKnowledge> knowledge = new TreeMap<>();
    private SnapshotAssembly followed;

    RandomWorld(long seed) {
        random = new Random(seed);
        access = new RandomAccess(random);
        federation = new RandomFederation(random, CLUSTERS);
        scope = new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), random.nextBoolean());
        followed = SnapshotAssembly.empty(scope);
        for (String cluster : CLUSTERS.subList(0, 2)) {
            know(cluster, ClusterKnowledge.SYNCED);
        }
        for (int i = 0; i < 60; i++) {
            edit();
        }
    }

    /** The assembly that followed all edits. */
    SnapshotAssembly followed() {
        return followed;
    }

    /** An assembly made at once of everything there is, in a random order. */
    SnapshotAssembly atOnce() {
        List<RawObject> management = new ArrayList<>();
        List<RawObject> discovered = new ArrayList<>();
        SortedMap<String, List<RawObject>> byCluster = new TreeMap<>();
        knowledge.keySet().forEach(name -> byCluster.put(name, new ArrayList<>()));
        List<RawObject> shuffled = new ArrayList<>(objects.values());
        Collections.shuffle(shuffled, random);
        for (RawObject object : shuffled) {
            GroupKind kind = object.id().kind();
            if (!object.id().cluster().isEmpty()) {
                byCluster.getOrDefault(object.id().cluster(), new ArrayList<>()).add(object);
            } else {
                boolean isDiscovered = kind.group().equals("discovery.mesh.gloo.solo.io");
                (isDiscovered ? discovered : management).add(object);
            }
        }
        SortedMap<String, ClusterInput> clusters = new TreeMap<>();
        byCluster.forEach((name, list) -> clusters.put(name, new ClusterInput(list, knowledge.get(name))));
        return SnapshotAssembly.of(scope, management, discovered, clusters);
    }

    List<RawObject> objects() {
        return List.copyOf(objects.values());
    }

    /** One random edit of one object or of what is known of a cluster. */
    void edit() {
        int choice = random.nextInt(100);
        if (choice < 25) {
            put(target());
        } else if (choice < 55) {
            put(trafficPolicy("tp" + random.nextInt(8)));
        } else if (choice < 67) {
            put(accessPolicy("ap" + random.nextInt(4)));
        } else if (choice < 73) {
            put(workload());
        } else if (choice < 78) {
            put(mesh());
        } else if (choice < 81) {
            put(virtualMesh());
        } else if (choice < 83) {
            put(failoverService());
        } else if (choice < 87) {
            put(config());
        } else if (choice < 90) {
            put(rare());
        } else if (choice < 93) {
            know(pick(CLUSTERS.subList(0, 2)), knowledge());
        } else if (!objects.isEmpty()) {
            remove(pick(objects()).id());
        }
    }

    /** Like {@link #edit}, of what decides who may call whom. */
    void editAccess() {
        switch (random.nextInt(8)) {
            case 0, 1 -> put(target());
            case 2 -> put(workload());
            case 3 -> put(mesh());
            default -> put(accessPolicy("ap" + random.nextInt(6)));
        }
    }

    /** A request to a pod of one of the workloads there are; empty when there is none. */
    Optional<AccessRequest> request() {
        List<RawObject> workloads = objects.values().stream()
                .filter(object -> object.id().kind().kind().equals("Workload"))
                .toList();
        if (workloads.isEmpty()) {
            return Optional.empty();
        }
        JsonNode workload = pick(workloads).spec().path("kubernetes");
        SortedMap<String, String> labels = new TreeMap<>();
        workload.path("podLabels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        JsonNode controller = workload.path("controller");
        return Optional.of(access.request(new AccessRequest.Pod(
                controller.path("clusterName").asText(),
                controller.path("namespace").asText(),
                labels)));
    }

    void put(RawObject object) {
        if (!object.id().cluster().isEmpty()
                && !knowledge.containsKey(object.id().cluster())) {
            return;
        }
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

    /** Puts {@code status} on an object, as our own write would show up again. */
    void writeStatus(ObjectId id, JsonNode status) {
        RawObject object = objects.get(id);
        ObjectNode body = object.body().deepCopy();
        body.set("status", status);
        put(new RawObject(id, object.apiVersion(), body, object.origin()));
    }

    private ClusterKnowledge knowledge() {
        return switch (random.nextInt(5)) {
            case 0 -> ClusterKnowledge.unknown("Unreachable", "");
            case 2 -> new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>());
            case 1 -> {
                SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
                kinds.put(
                        random.nextBoolean() ? new GroupKind("apps", "Deployment") : new GroupKind("", "Service"),
                        new Knowledge.Unknown("Forbidden", ""));
                yield new ClusterKnowledge(new Knowledge.Synced(), kinds);
            }
            default -> ClusterKnowledge.SYNCED;
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String label() {
        return "l" + random.nextInt(3);
    }

    /** Rarely the one whose AuthorizationPolicies reach into all others. */
    private String namespace() {
        return random.nextInt(6) == 0 ? "istio-system" : pick(NAMESPACES);
    }

    private String serviceRef() {
        return "{name: 's%d', namespace: '%s', clusterName: '%s'}"
                .formatted(random.nextInt(3), pick(NAMESPACES), pick(CLUSTERS));
    }

    private String metadata() {
        return "metadata: {generation: %d, creationTimestamp: '2026-01-0%dT00:00:00Z'}"
                .formatted(1 + random.nextInt(3), 1 + random.nextInt(5));
    }

    private RawObject target() {
        String service = "s" + random.nextInt(3);
        String namespace = namespace();
        String cluster = pick(CLUSTERS);
        String second = random.nextInt(4) == 0 ? ", {port: 9090, name: 'admin', protocol: 'TCP'}" : "";
        String selector = switch (random.nextInt(8)) {
            case 0 -> "";
            case 1, 2 -> ", workloadSelectorLabels: {tier: '" + label() + "'}";
            default -> ", workloadSelectorLabels: {app: '" + service + "'}";
        };
        String history = random.nextInt(3) == 0
                ? ", status: {appliedTrafficPolicies: [{observedGeneration: %d, ref: {name: 'tp%d', namespace: 'p'}}]}"
                        .formatted(random.nextInt(3), random.nextInt(8))
                : "";
        String name = service + "-" + namespace + "-" + cluster + (random.nextInt(10) == 0 ? "-again" : "");
        return MadeUp.object("", DISCOVERY, "TrafficTarget", "gloo-mesh", name, """
                %s, spec: {kubeService: {ref: {name: '%s', namespace: '%s', clusterName: '%s'},
                labels: {app: '%s', tier: '%s'}%s, ports: [{port: 8080, name: 'http', protocol: 'TCP'}%s]%s},
                mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}%s""".formatted(
                        metadata(),
                        service,
                        namespace,
                        cluster,
                        label(),
                        label(),
                        selector,
                        second,
                        federation.endpoints(!second.isEmpty())
                                + (namespace.equals(AMBIENT) ? federation.ambient(pick(NAMESPACES)) : ""),
                        cluster,
                        history));
    }

    private RawObject workload() {
        String cluster = pick(CLUSTERS);
        if (random.nextInt(8) == 0) {
            return MadeUp.object("", DISCOVERY, "Workload", "gloo-mesh", "wp-" + cluster, """
                    spec: {kubernetes: {controller: {name: 'wp', namespace: '%s', clusterName: '%s'},
                    podLabels: {'gateway.networking.k8s.io/gateway-name': 'wp'}, serviceAccountName: 'of-wp'},
                    mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(
                            pick(NAMESPACES), cluster, cluster));
        }
        String name = "w" + random.nextInt(4);
        return MadeUp.object("", DISCOVERY, "Workload", "gloo-mesh", name + "-" + cluster, """
                spec: {kubernetes: {controller: {name: '%s', namespace: '%s', clusterName: '%s'}, podLabels: {app: 's%d', tier: '%s'},
                serviceAccountName: 'sa%d'%s}, mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(
                        name,
                        namespace(),
                        cluster,
                        random.nextInt(3),
                        label(),
                        random.nextInt(2),
                        random.nextInt(6) == 0 ? ", dataPlaneMode: 'ambient'" : "",
                        cluster));
    }

    private RawObject mesh() {
        String cluster = pick(CLUSTERS);
        return MadeUp.object(
                "",
                DISCOVERY,
                "Mesh",
                "gloo-mesh",
                "m-" + cluster,
                metadata() + ", spec: {" + federation.mesh(cluster) + "}");
    }

    private RawObject virtualMesh() {
        String spec = metadata() + ", spec: {" + federation.virtualMesh() + "}";
        return MadeUp.object("", POLICIES, "VirtualMesh", "p", "vm" + random.nextInt(2), spec);
    }

    private RawObject failoverService() {
        String spec = metadata() + ", spec: {" + federation.failoverService(this::serviceRef) + "}";
        return MadeUp.object("", POLICIES, "FailoverService", pick(List.of("p", "q")), "fs" + random.nextInt(2), spec);
    }

    private RawObject trafficPolicy(String name) {
        List<String> fields = new ArrayList<>();
        destinations(fields);
        if (random.nextInt(3) == 0) {
            fields.add("sourceSelector: [{labels: {app: '%s'}, clusters: ['%s']}]".formatted(label(), pick(CLUSTERS)));
        }
        if (random.nextInt(3) == 0) {
            fields.add("httpRequestMatchers: [{prefix: '/%s', method: 'GET'}, {headers: [{name: 'x', value: 'y'}]}]"
                    .formatted(label()));
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            fields.add(action());
        }
        return MadeUp.object(
                "", POLICIES, "TrafficPolicy", "p", name, metadata() + status() + ", spec: {" + distinct(fields) + "}");
    }

    private static String distinct(List<String> fields) {
        SortedMap<String, String> byName = new TreeMap<>();
        fields.forEach(field -> byName.putIfAbsent(field.substring(0, field.indexOf(':')), field));
        return String.join(", ", byName.values());
    }

    private String action() {
        return switch (random.nextInt(11)) {
            case 0 -> "requestTimeout: '%ds'".formatted(1 + random.nextInt(2));
            case 1 -> "retries: {attempts: %d, perTryTimeout: '1s'}".formatted(1 + random.nextInt(2));
            case 2 -> "faultInjection: {abort: {httpStatus: 503}, percentage: %d}".formatted(random.nextInt(120));
            case 3 -> "corsPolicy: {allowOrigins: [{exact: 'http://%s'}], maxAge: '1h'}".formatted(label());
            case 4 -> "headerManipulation: {appendRequestHeaders: {x: '%s'}}".formatted(label());
            case 5 -> "mirror: {kubeService: %s, percentage: 50}".formatted(serviceRef());
            case 6 ->
                "trafficShift: {destinations: [{kubeService: %s, weight: 60}, {kubeService: %s, weight: 40}]}"
                        .formatted(subset(), subset());
            case 7 ->
                "trafficShift: {destinations: [{failoverService: {name: 'fs%d', namespace: 'p'%s}, weight: 100}]}"
                        .formatted(random.nextInt(2), random.nextBoolean() ? "" : ", subset: {version: 'v1'}");
            case 8 -> "outlierDetection: {consecutiveErrors: %d}".formatted(1 + random.nextInt(2));
            case 9 -> "mtls: {istio: {tlsMode: '%s'}}".formatted(random.nextBoolean() ? "ISTIO_MUTUAL" : "SIMPLE");
            default -> random.nextBoolean() ? "requestTimeout: 'soon'" : "retries: 'not an object'";
        };
    }

    private String subset() {
        ObjectNode ref = MadeUp.body("v", "k", "n", "n", "ref: " + serviceRef());
        ObjectNode service = (ObjectNode) ref.get("ref");
        if (random.nextBoolean()) {
            service.putObject("subset").put("version", "v" + random.nextInt(2));
        }
        return service.toString();
    }

    private void destinations(List<String> fields) {
        List<String> selectors = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            selectors.add(
                    switch (random.nextInt(7)) {
                        case 0 -> "{kubeServiceMatcher: {labels: {app: '%s'}}}".formatted(label());
                        case 1 ->
                            "{kubeServiceMatcher: {namespaces: ['%s'], labels: {tier: '%s'}}}"
                                    .formatted(pick(NAMESPACES), label());
                        case 2 -> "{kubeServiceMatcher: {clusters: ['%s']}}".formatted(pick(CLUSTERS));
                        case 3 -> "{kubeServiceRefs: {services: [%s, %s]}}".formatted(serviceRef(), serviceRef());
                        case 4 ->
                            "{kubeServiceRefs: {services: [%s]}, kubeServiceMatcher: {labels: {app: '%s'}, clusters: ['%s']}}"
                                    .formatted(serviceRef(), label(), pick(CLUSTERS));
                        case 5 -> "{kubeServiceRefs: {services: [%s]}}".formatted(serviceRef());
                        default -> random.nextInt(3) == 0 ? "{}" : "{kubeServiceRefs: {services: [{name: 's1'}]}}";
                    });
        }
        if (!selectors.isEmpty()) {
            fields.add("destinationSelector: [" + String.join(", ", selectors) + "]");
        }
    }

    /** Sometimes a status from before, with acceptance on some target. */
    private String status() {
        if (random.nextInt(3) > 0) {
            return "";
        }
        String target = "s%d-%s-%s.gloo-mesh.".formatted(random.nextInt(3), pick(NAMESPACES), pick(CLUSTERS));
        return ", status: {state: 'ACCEPTED', observedGeneration: 1, trafficTargets: {'%s': {state: 'ACCEPTED', acceptanceOrder: %d}}}"
                .formatted(target, random.nextInt(2));
    }

    private RawObject accessPolicy(String name) {
        List<String> fields = new ArrayList<>(access.fields());
        destinations(fields);
        return MadeUp.object(
                "", POLICIES, "AccessPolicy", "p", name, metadata() + status() + ", spec: {" + distinct(fields) + "}");
    }

    /** Mesh configuration that exists on a cluster: a user's or ours. */
    private RawObject config() {
        String cluster = pick(CLUSTERS.subList(0, 2));
        String namespace = pick(NAMESPACES);
        String name = "s" + random.nextInt(3);
        String labels = switch (random.nextInt(4)) {
            case 0 -> "metadata: {labels: {'owner.networking.mesh.gloo.solo.io': 'gloo-mesh'}}, ";
            case 1 ->
                "metadata: {labels: {'owner.networking.mesh.gloo.solo.io': 'gloo-mesh', 'weft.dev/plane': 'ffffffffffff'}}, ";
            default -> "";
        };
        String host = pick(List.of(
                name, name + "." + namespace + ".svc.cluster.local", "*.n1.svc.cluster.local", "elsewhere.example"));
        if (random.nextInt(4) == 0) {
            return federationConfig(cluster, labels);
        }
        boolean rule = random.nextBoolean();
        return MadeUp.object(
                cluster,
                GATEWAY_API,
                rule ? "DestinationRule" : "VirtualService",
                namespace,
                name,
                labels + (rule ? "spec: {host: '%s'}" : "spec: {hosts: ['%s']}").formatted(host));
    }

    private RawObject federationConfig(String cluster, String labels) {
        if (random.nextInt(3) == 0) {
            return MadeUp.object(
                    cluster, GATEWAY_API, "Gateway", "istio-system", "passing", labels + federation.passingGateway());
        }
        String host = "s%d.%s.svc.%s.global".formatted(random.nextInt(3), pick(NAMESPACES), pick(CLUSTERS));
        return MadeUp.object(
                cluster, GATEWAY_API, "ServiceEntry", "istio-system", host, labels + federation.entry(host));
    }

    private RawObject rare() {
        String cluster = pick(CLUSTERS);
        return switch (random.nextInt(3)) {
            case 0 ->
                MadeUp.object(
                        "",
                        "settings.mesh.gloo.solo.io/v1alpha2",
                        "Settings",
                        "gloo-mesh",
                        "settings",
                        random.nextBoolean() ? "spec: {mtls: {istio: {tlsMode: 'ISTIO_MUTUAL'}}}" : "spec: {}");
            case 1 ->
                MadeUp.object(
                        "",
                        "multicluster.solo.io/v1alpha1",
                        "KubernetesCluster",
                        "gloo-mesh",
                        cluster,
                        random.nextInt(3) == 0 ? "spec: {clusterDomain: 'other.local'}" : "spec: {}");
            default -> crd(pick(CLUSTERS.subList(0, 2)));
        };
    }

    private RawObject crd(String cluster) {
        String kind = random.nextBoolean() ? "VirtualService" : "AuthorizationPolicy";
        String group = kind.equals("VirtualService") ? "networking.istio.io" : "security.istio.io";
        RawObject object = MadeUp.object(
                cluster,
                "apiextensions.k8s.io/v1",
                "CustomResourceDefinition",
                "",
                kind.toLowerCase(java.util.Locale.ROOT) + "s." + group,
                "spec: {group: '%s', names: {kind: '%s'}, versions: [{name: 'v1beta1', served: true}, {name: 'v1', served: %s}]}"
                        .formatted(group, kind, random.nextBoolean()));
        if (!object.id().kind().equals(ReadKinds.CRD)) {
            throw new IllegalStateException("not a CRD: " + object.id());
        }
        return object;
    }

    /** A policy that the world does not hold, younger than all others. */
    RawObject newTrafficPolicy() {
        RawObject policy = trafficPolicy("zz-new");
        ((ObjectNode) policy.body().get("metadata")).put("creationTimestamp", "2027-01-01T00:00:00Z");
        policy.body().remove("status");
        return policy;
    }

    /** Likewise. */
    RawObject newAccessPolicy() {
        RawObject policy = accessPolicy("zz-new");
        policy.body().remove("status");
        return policy;
    }
}
