// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.testkit.access.AccessJudge;
import dev.weft.testkit.access.AccessRequest;
import dev.weft.testkit.access.IstioAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random requests in random worlds: what Istio does by the AuthorizationPolicies that are written is what the AccessPolicies say that were
 * accepted. Services share pods now and then; a pod cannot tell by which of its names it was called, so what is allowed for one of its
 * services is allowed. The number of worlds is {@code -Dcases}.
 */
class AccessIsAsThePoliciesSayTest {

    private static final int CASES = Integer.getInteger("cases", 40);
    private static final int ROUNDS = 4;
    private static final int EDITS = 15;
    private static final int REQUESTS = 60;
    private static final String ROOT_NAMESPACE = "istio-system";

    private int allowed;
    private int denied;
    private int open;
    private int throughWaypoints;
    private int deniedByDefault;

    @Test
    void istioAllowsExactlyWhatTheAccessPoliciesAllow() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator translator = new NetworkingTranslator();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < EDITS; i++) {
                    world.editAccess();
                }
                Look look =
                        new Look(world, translator.translate(world.followed().snapshot()));
                look.selectionIsAsWritten();
                for (int i = 0; i < REQUESTS; i++) {
                    Optional<AccessRequest> request = world.request();
                    if (request.isPresent()) {
                        compare(look, request.get(), "seed " + seed + " round " + round);
                    }
                }
            }
        }
        assertThat(allowed).as("allowed by a policy").isGreaterThan(CASES);
        assertThat(denied).as("denied by policies").isGreaterThan(CASES);
        assertThat(open).as("no policy there").isGreaterThan(CASES);
        assertThat(deniedByDefault)
                .as("no policy there, and a VirtualMesh that denies by default")
                .isGreaterThan(CASES);
        assertThat(throughWaypoints).as("through a waypoint").isGreaterThan(CASES);
    }

    private void compare(Look look, AccessRequest request, String where) {
        String cluster = request.to().cluster();
        List<Target> services = look.servicesOf(request.to());
        if (!look.isIstio(cluster) || look.isHeld(services)) {
            return;
        }
        if (request.to().namespace().equals(RandomWorld.AMBIENT)) {
            compareAmbient(look, request, services, where);
            return;
        }
        List<RawObject> policies = look.acceptedOn(services);
        AccessJudge judge = look.judge();
        boolean isOpen = policies.isEmpty() && !look.deniesByDefault(cluster);
        boolean expected = isOpen || policies.stream().anyMatch(policy -> judge.allows(policy.spec(), request));
        assertThat(look.istio(cluster).allows(request))
                .as(() -> where + ": " + request + look.told(policies, look.istio(cluster)))
                .isEqualTo(expected);
        if (policies.isEmpty() && !isOpen) {
            deniedByDefault++;
        } else if (isOpen) {
            open++;
        } else if (expected) {
            allowed++;
        } else {
            denied++;
        }
    }

    /**
     * Around the waypoints of a pod's services whoever may ask for anything gets through, and nobody else. Through the waypoint of a
     * service it is exactly as the policies on that service say, and the pod lets the waypoint in.
     */
    private void compareAmbient(Look look, AccessRequest request, List<Target> services, String where) {
        IstioAccess istio = look.istio(request.to().cluster());
        List<RawObject> policies = look.acceptedOn(services);
        boolean isOpen =
                policies.isEmpty() && !look.deniesByDefault(request.to().cluster());
        boolean around = isOpen
                || policies.stream()
                        .filter(policy -> policy.spec().path("allowedPaths").isEmpty()
                                && policy.spec().path("allowedMethods").isEmpty())
                        .anyMatch(policy -> look.judge().allows(policy.spec(), request));
        assertThat(istio.allowsAtZtunnel(request))
                .as(() -> where + " at ztunnel: " + request + look.told(policies, istio))
                .isEqualTo(around);
        for (Target service : services) {
            List<RawObject> onService = look.acceptedOn(List.of(service));
            if (service.waypoint().isEmpty() || onService.isEmpty()) {
                continue;
            }
            boolean expected =
                    onService.stream().anyMatch(policy -> look.judge().allows(policy.spec(), request));
            assertThat(istio.allowsAtWaypoint(service.service(), request))
                    .as(() -> where + " at the waypoint: " + request + look.told(onService, istio))
                    .isEqualTo(expected);
            for (AccessRequest.Identity waypoint : look.identities(service)) {
                AccessRequest inside =
                        new AccessRequest(Optional.of(waypoint), request.to(), request.port(), request.http());
                assertThat(istio.allowsAtZtunnel(inside))
                        .as(() -> where + " from the waypoint: " + inside + look.told(onService, istio))
                        .isTrue();
            }
            throughWaypoints++;
        }
    }

    /** A Service as its TrafficTarget describes it. */
    private record Target(
            Ref ref,
            DestinationRef service,
            Map<String, String> selector,
            Map<String, String> labels,
            Optional<Ref> waypoint) {

        static Target of(RawObject object) {
            JsonNode service = object.spec().path("kubeService");
            return new Target(
                    new Ref(object.id().namespace(), object.id().name()),
                    new DestinationRef(
                            service.at("/ref/clusterName").asText(),
                            service.at("/ref/namespace").asText(),
                            service.at("/ref/name").asText()),
                    texts(service.path("workloadSelectorLabels")),
                    texts(service.path("labels")),
                    Optional.of(service.at("/ambient/waypoint"))
                            .filter(JsonNode::isObject)
                            .map(waypoint -> new Ref(
                                    waypoint.path("namespace").asText(),
                                    waypoint.path("name").asText())));
        }

        private static Map<String, String> texts(JsonNode map) {
            Map<String, String> texts = new TreeMap<>();
            map.properties()
                    .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
            return texts;
        }
    }

    /** A world beside what was made of it. */
    private static final class Look {

        private final RandomWorld world;
        private final Translation translation;
        private final Map<DestinationRef, Target> targets = new TreeMap<>();
        private final Map<String, String> trustDomains = new TreeMap<>();
        private final Map<String, IstioAccess> istio = new TreeMap<>();
        private final Set<ObjectId> held;

        Look(RandomWorld world, Translation translation) {
            this.world = world;
            this.translation = translation;
            held = translation.held().collect(Collectors.toSet());
            of("TrafficTarget")
                    .map(Target::of)
                    .sorted(comparing(Target::ref))
                    .forEach(target -> targets.putIfAbsent(target.service(), target));
            of("Mesh").filter(mesh -> mesh.spec().has("istio")).forEach(mesh -> {
                String domain = mesh.spec().at("/istio/citadelInfo/trustDomain").asText();
                trustDomains.put(
                        mesh.spec().at("/istio/installation/cluster").asText(),
                        domain.isEmpty() ? "cluster.local" : domain);
            });
            trustDomains.forEach((cluster, domain) ->
                    istio.put(cluster, new IstioAccess(ROOT_NAMESPACE, List.of(domain), on(cluster))));
        }

        private Stream<RawObject> of(String kind) {
            return world.objects().stream()
                    .filter(object -> object.id().kind().kind().equals(kind));
        }

        private List<JsonNode> on(String cluster) {
            List<JsonNode> policies = new ArrayList<>();
            translation
                    .allOutputs()
                    .filter(output -> output.id().cluster().equals(cluster)
                            && output.id().kind().equals(IstioKinds.AUTHORIZATION_POLICY))
                    .forEach(output -> policies.add(CanonicalJson.object(output.json())));
            return policies;
        }

        boolean isIstio(String cluster) {
            return istio.containsKey(cluster);
        }

        /** Whether a VirtualMesh in effect there says so. */
        boolean deniesByDefault(String cluster) {
            return translation.meshes().entrySet().stream()
                    .filter(mesh -> mesh.getValue()
                            .virtualMesh()
                            .filter(virtualMesh -> virtualMesh
                                    .spec()
                                    .path("globalAccessPolicy")
                                    .asText()
                                    .equals("ENABLED"))
                            .isPresent())
                    .anyMatch(mesh -> translation
                            .snapshot()
                            .meshes()
                            .get(mesh.getKey())
                            .cluster()
                            .equals(cluster));
        }

        IstioAccess istio(String cluster) {
            IstioAccess there = istio.get(cluster);
            if (there == null) {
                throw new IllegalStateException("no Istio on " + cluster);
            }
            return there;
        }

        /** As which its waypoint calls: the accounts of the waypoint's workloads, or what Istio would call it. */
        List<AccessRequest.Identity> identities(Target target) {
            Ref waypoint = target.waypoint().orElseThrow();
            String trustDomain = Optional.ofNullable(
                            trustDomains.get(target.service().cluster()))
                    .orElseThrow();
            List<AccessRequest.Identity> known = of("Workload")
                    .map(workload -> workload.spec().path("kubernetes"))
                    .filter(workload -> workload.at("/controller/clusterName")
                                    .asText()
                                    .equals(target.service().cluster())
                            && workload.at("/controller/namespace").asText().equals(waypoint.namespace())
                            && workload.path("podLabels")
                                    .path("gateway.networking.k8s.io/gateway-name")
                                    .asText()
                                    .equals(waypoint.name()))
                    .map(workload -> new AccessRequest.Identity(
                            trustDomain,
                            waypoint.namespace(),
                            workload.path("serviceAccountName").asText()))
                    .toList();
            return known.isEmpty()
                    ? List.of(new AccessRequest.Identity(trustDomain, waypoint.namespace(), waypoint.name()))
                    : known;
        }

        String told(List<RawObject> policies, IstioAccess there) {
            return "\nmeshes " + trustDomains + "\npolicies "
                    + policies.stream().map(policy -> policy.spec().toString()).toList() + "\nwritten "
                    + there.policies();
        }

        AccessJudge judge() {
            Map<String, Set<String>> clusters = new TreeMap<>();
            trustDomains.forEach((cluster, domain) ->
                    clusters.computeIfAbsent(domain, absent -> new TreeSet<>()).add(cluster));
            return new AccessJudge(clusters);
        }

        List<Target> servicesOf(AccessRequest.Pod pod) {
            return targets.values().stream()
                    .filter(target -> target.service().cluster().equals(pod.cluster())
                            && target.service().namespace().equals(pod.namespace())
                            && !target.selector().isEmpty()
                            && pod.hasAll(target.selector()))
                    .toList();
        }

        /** What stands on the cluster for it is not in the outputs. */
        boolean isHeld(List<Target> services) {
            return services.stream()
                    .map(Target::service)
                    .anyMatch(service -> held.contains(new ObjectId(
                            service.cluster(), IstioKinds.AUTHORIZATION_POLICY, service.namespace(), service.name())));
        }

        List<RawObject> acceptedOn(List<Target> services) {
            return of("AccessPolicy")
                    .filter(policy -> services.stream().anyMatch(target -> isAcceptedOn(policy, target)))
                    .toList();
        }

        private boolean isAcceptedOn(RawObject policy, Target target) {
            return entries(policy)
                    .anyMatch(entry ->
                            entry.target().equals(target.ref()) && entry.verdict() instanceof Verdict.Accepted);
        }

        private Stream<TargetEntry> entries(RawObject policy) {
            return report(policy).stream().flatMap(report -> report.entries().stream());
        }

        private Optional<PolicyReport> report(RawObject policy) {
            return Optional.ofNullable(translation
                    .accessPolicies()
                    .get(new Ref(policy.id().namespace(), policy.id().name())));
        }

        /** A policy is judged on the services that it selects, and on no others. */
        void selectionIsAsWritten() {
            of("AccessPolicy").forEach(policy -> {
                Set<Ref> judged = entries(policy).map(TargetEntry::target).collect(Collectors.toSet());
                for (Target target : targets.values()) {
                    boolean selected = AccessJudge.selects(policy.spec(), target.service(), target.labels());
                    boolean sound = report(policy)
                            .filter(report -> report.premise() instanceof Premise.Sound)
                            .isPresent();
                    if (!selected) {
                        assertThat(judged).as(policy.spec().toString()).doesNotContain(target.ref());
                    } else if (sound) {
                        assertThat(judged).as(policy.spec().toString()).contains(target.ref());
                    }
                }
            });
        }
    }
}
