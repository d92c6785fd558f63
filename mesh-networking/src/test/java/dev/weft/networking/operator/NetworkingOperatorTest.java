// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.translate.FederationCheck;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written.Result;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator as a step machine: something happens, a pass is made, and these are the writes. */
class NetworkingOperatorTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final ObjectId ROUTE = istio("VirtualService");
    private static final ObjectId RULE = istio("DestinationRule");
    private static final ObjectId CLUSTER =
            new ObjectId(MGMT, new GroupKind("multicluster.solo.io", "KubernetesCluster"), "gloo-mesh", "east");

    private final WorldRig rig = OperatorRig.rig();

    private static ObjectId istio(String kind) {
        return new ObjectId("east", new GroupKind("networking.istio.io", kind), "bookinfo", "reviews");
    }

    @BeforeEach
    void theWorldIsAtRest() {
        rig.settle();
    }

    @Test
    void I8_nothingIsWrittenWhenNothingHasHappened() {
        shift("v2");
        rig.settle();

        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void I8_aRestartInAConvergedWorldWritesNothing() {
        shift("v2");
        rig.settle();
        rig.restart();

        assertThat(rig.settle()).isEmpty();
    }

    @Test
    void aRemovedPolicyTakesItsOutputsAlong() {
        ObjectId policy = timeout("1s");
        rig.settle();
        rig.delete(policy);

        rig.settle();

        assertThat(rig.objects()).doesNotContainKey(ROUTE);
    }

    @Test
    void anEditCostsOneWriteOfTheStatus() {
        ObjectId policy = timeout("1s");
        rig.settle();

        timeout("2s");

        assertThat(rig.settle()).filteredOn(write -> write.id().equals(policy)).hasSize(1);
        assertThat(rig.condition(policy, "Programmed").path("status").asText()).isEqualTo("True");
        assertThat(rig.at(ROUTE).at("/spec/http/0/timeout").asText()).isEqualTo("2s");
    }

    /** A type that is not known to be ours is taken for somebody else's, and would not be written. */
    @Test
    void whatTheMeshesOfAVirtualMeshLackIsWrittenToItsStatus() {
        rig.know("west", WorldRig.ALIVE);
        cluster("west", "");
        rig.apply(MGMT, Discovered.mesh("west"));
        ObjectId virtualMesh = rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: both, namespace: gloo-mesh}
                spec:
                  meshes:
                    - {name: istiod-istio-system-east, namespace: gloo-mesh}
                    - {name: istiod-istio-system-west, namespace: gloo-mesh}
                """);

        rig.settle();

        for (FederationCheck.Subject subject : FederationCheck.Subject.values()) {
            assertThat(rig.condition(virtualMesh, subject.condition())
                            .path("status")
                            .asText())
                    .as(subject.condition())
                    .isNotEmpty();
        }
    }

    @Test
    void statusesOfDiscoveredObjectsDoNotHoldDiscoveryUp() {
        for (int i = 0; i < 20; i++) {
            rig.apply(MGMT, Discovered.service("app-" + i, "bookinfo", "east").yaml());
            assertThat(rig.pass()).as("while more arrives").isEmpty();
            rig.later(Duration.ofMillis(500));
        }
        rig.later(Duration.ofMillis(500));

        assertThat(rig.pass()).as("a second after the last").hasSize(20);
    }

    @Test
    void discoveryThatNeverEndsHoldsStatusesUpForHalfAMinute() {
        for (int i = 0; i <= 30; i++) {
            rig.apply(MGMT, Discovered.service("app-" + i, "bookinfo", "east").yaml());
            assertThat(rig.pass()).as("after " + i + " times 999 ms").isEmpty();
            rig.later(Duration.ofMillis(999));
        }
        rig.apply(MGMT, Discovered.service("one-more", "bookinfo", "east").yaml());

        assertThat(rig.pass()).hasSize(32);
    }

    @Test
    void whileOutputsLandOneByOneThePolicyIsToldOfItFewTimes() {
        int services = 30;
        for (int i = 0; i < services; i++) {
            rig.know("east-" + i, WorldRig.ALIVE);
            cluster("east-" + i, "");
            rig.apply(MGMT, Discovered.mesh("east-" + i));
            rig.apply(
                    MGMT, Discovered.service("ratings", "bookinfo", "east-" + i).yaml());
        }
        rig.settle();
        ObjectId policy = rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: everywhere, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceMatcher: {namespaces: [bookinfo]}}]
                  requestTimeout: 1s
                """);

        Deque<Write> unanswered = new ArrayDeque<>();
        int told = 0;
        do {
            for (Write write : rig.pass()) {
                told += write.id().equals(policy) ? 1 : 0;
                if (write instanceof Write.Status) {
                    rig.carryOut(List.of(write));
                } else {
                    unanswered.add(write);
                }
            }
            rig.carryOut(unanswered.isEmpty() ? List.of() : List.of(unanswered.remove()));
            rig.later(Duration.ofSeconds(1));
        } while (!unanswered.isEmpty());
        told += (int)
                rig.settle().stream().filter(write -> write.id().equals(policy)).count();

        assertThat(rig.condition(policy, "Programmed").path("message").asText()).startsWith("written: ");
        assertThat(told)
                .as("after 1, 3, 7, 15 and 31 s, and when all were written")
                .isBetween(2, 6);
    }

    @Test
    void I3_aSubsetStaysInTheRuleUntilNoRouteLeadsToItForAWhile() {
        shift("v2");
        rig.settle();
        assertThat(subsets()).containsExactly("version-v2");

        shift("v3");
        List<String> seen = watchedUntilRest();

        assertThat(seen)
                .as("each moment: subsets of the rule, subset of the route")
                .allSatisfy(moment -> {
                    String[] parts = moment.split(" <- ");
                    assertThat(parts[0]).contains(parts[1]);
                });
        assertThat(subsets()).containsExactly("version-v3");
    }

    @Test
    void I3_aRestartInBetweenKeepsTheSubsetToo() {
        shift("v2");
        rig.settle();
        shift("v3");
        rig.carryOut(rig.pass());
        assertThat(subsets()).containsExactlyInAnyOrder("version-v2", "version-v3");

        rig.restart();
        List<String> seen = watchedUntilRest();

        assertThat(seen).allSatisfy(moment -> {
            String[] parts = moment.split(" <- ");
            assertThat(parts[0]).contains(parts[1]);
        });
        assertThat(subsets()).containsExactly("version-v3");
    }

    /** Found by CrashTest: what is to be written was decided before the cluster was read, and not again when it was. */
    @Test
    void I3_aRestartThatReadsTheClusterLateKeepsTheSubsetToo() {
        shift("v2");
        rig.settle();
        shift("v3");
        rig.restartBeforeReading();
        rig.settle(Duration.ofSeconds(12));
        rig.read();

        assertThat(watchedUntilRest()).allSatisfy(moment -> {
            String[] parts = moment.split(" <- ");
            assertThat(parts[0]).contains(parts[1]);
        });
        assertThat(subsets()).containsExactly("version-v3");
    }

    @Test
    void I3_aSubsetStaysWhileTheRouteCannotBeRewritten() {
        shift("v2");
        rig.settle();
        shift("v3");
        rig.carryOut(outputs(rig.pass()));
        List<Write> rewritten = List.of();
        while (rewritten.isEmpty()) {
            rewritten = outputs(rig.pass());
            rig.later(Duration.ofSeconds(1));
        }
        assertThat(ids(rewritten)).containsExactly(ROUTE);
        rig.answer(rewritten.getFirst(), new Result.Refused(422, "Invalid", "no"));

        rig.settle();

        assertThat(subsets()).containsExactlyInAnyOrder("version-v2", "version-v3");
    }

    @Test
    void aSubsetThatAUserAddedIsHealedAtOnce() {
        shift("v2");
        rig.settle();
        rig.edit(RULE, rule -> {
            ((ObjectNode) rule.path("spec")).withArray("/subsets").addObject().put("name", "theirs");
            return rule;
        });

        assertThat(rig.settle()).extracting(Write::id).contains(RULE);
        assertThat(subsets()).containsExactly("version-v2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "observe"})
    void aPausedClusterIsNotWrittenToAndThePolicySaysSo(String mode) {
        cluster("weft.dev/mode: " + mode);
        ObjectId policy = timeout("1s");

        assertThat(outputs(rig.settle())).isEmpty();
        assertThat(rig.condition(policy, "Programmed").path("reason").asText()).isEqualTo("Paused");

        cluster("");
        assertThat(outputs(rig.settle())).isNotEmpty();
        assertThat(rig.condition(policy, "Programmed").path("status").asText()).isEqualTo("True");
    }

    @Test
    void aPausedPolicyKeepsWhatItHadAndHoldsNobodyElse() {
        timeout("1s");
        rig.settle();

        policy("reviews", "weft.dev/mode: paused", "requestTimeout: 9s");
        rig.settle();

        assertThat(rig.at(ROUTE).at("/spec/http/0/timeout").asText()).isEqualTo("1s");
    }

    @Test
    void pausedSettingsHoldEverything() {
        settings("weft.dev/mode: paused");
        timeout("1s");
        assertThat(outputs(rig.settle())).isEmpty();

        settings("");

        assertThat(outputs(rig.settle())).isNotEmpty();
    }

    @Test
    void I1_aClusterThatCannotBeReadKeepsAllItHas() {
        ObjectId policy = timeout("1s");
        rig.settle();
        rig.know("east", WorldRig.view(ClusterKnowledge.unknown("Forbidden", "")));
        rig.delete(policy);

        assertThat(outputs(rig.settle())).isEmpty();

        rig.know("east", WorldRig.ALIVE);
        assertThat(outputs(rig.settle())).isNotEmpty().allMatch(Write.Delete.class::isInstance);
    }

    @Test
    void I1_whileOneKindCannotBeReadNothingOfItIsDeleted() {
        ObjectId policy = timeout("1s");
        rig.settle();
        TreeMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        kinds.put(ROUTE.kind(), new Knowledge.Unknown("Forbidden", ""));
        rig.know("east", WorldRig.view(new ClusterKnowledge(new Knowledge.Synced(), kinds)));
        rig.delete(policy);

        assertThat(outputs(rig.settle())).extracting(Write::id).doesNotContain(ROUTE);
    }

    @Test
    void I1_aServiceThatDiscoveryCouldNotReadKeepsItsRoute() {
        timeout("1s");
        rig.settle();
        rig.edit(CLUSTER, cluster -> {
            cluster.putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Discovered")
                    .put("status", "False");
            return cluster;
        });
        rig.delete(new ObjectId(
                MGMT,
                new GroupKind("discovery.mesh.gloo.solo.io", "TrafficTarget"),
                "gloo-mesh",
                "reviews-bookinfo-east"));

        assertThat(outputs(rig.settle())).isEmpty();
        assertThat(rig.objects()).containsKey(ROUTE);
    }

    @Test
    void anUnreachableClusterLeavesThePolicyAcceptedAndIsWrittenWhenItIsBack() {
        ClusterView silent = new ClusterView(
                ClusterKnowledge.SYNCED,
                new ClusterView.Contact.Silent("", "connection refused"),
                List.of(),
                List.of());
        rig.know("east", silent);
        ObjectId policy = timeout("1s");

        assertThat(outputs(rig.settle())).isEmpty();
        assertThat(rig.at(policy).at("/status/state").asText()).isEqualTo("ACCEPTED");
        assertThat(rig.condition(policy, "Programmed").path("reason").asText()).isEqualTo("ClusterUnreachable");

        rig.know("east", WorldRig.ALIVE);
        rig.settle();
        assertThat(rig.condition(policy, "Programmed").path("status").asText()).isEqualTo("True");
    }

    @Test
    void aRefusedWriteFailsThePolicyAndNamesClusterAndReason() {
        ObjectId policy = timeout("1s");
        outputs(rig.pass()).forEach(write -> rig.answer(write, new Result.Refused(403, "Forbidden", "may not create")));
        rig.settle();

        assertThat(rig.at(policy).at("/status/state").asText()).isEqualTo("FAILED");
        JsonNode programmed = rig.condition(policy, "Programmed");
        assertThat(programmed.path("reason").asText()).isEqualTo("Refused");
        assertThat(programmed.path("message").asText()).contains("east", "403", "may not create");
    }

    @Test
    void aKindThatIsInstalledIsWrittenAtOnce() {
        timeout("1s");
        List<Write> first = outputs(rig.pass());
        first.forEach(write -> rig.answer(write, new Result.Refused(404, "NotFound", "no such kind")));
        assertThat(outputs(rig.settle())).isEmpty();

        rig.apply("east", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: virtualservices.networking.istio.io}
                spec:
                  group: networking.istio.io
                  names: {kind: VirtualService, plural: virtualservices}
                  scope: Namespaced
                  versions: [{name: v1, served: true, storage: true}]
                """);

        assertThat(outputs(rig.pass())).extracting(Write::id).containsExactly(ROUTE);
    }

    @Test
    void whatTheIdentityMayNotWriteIsNamedOnTheCluster() {
        rig.know(
                "east",
                WorldRig.ALIVE.with(List.of(new ClusterView.Denial("create", "virtualservices.networking.istio.io"))));

        rig.settle();

        assertThat(rig.condition(CLUSTER, "Programmed").path("message").asText())
                .isEqualTo("there is nothing to write; networking may not create virtualservices.networking.istio.io");
    }

    @Test
    void aWriteThatWasNotSentIsAskedForAgain() {
        timeout("1s");
        List<Write> first = outputs(rig.pass());
        first.forEach(write -> rig.answer(write, new Result.NotSent()));

        assertThat(outputs(rig.settle())).extracting(Write::id).containsAll(ids(first));
    }

    @Test
    void aWriteThatTookEffectWithoutAnAnswerIsNotRepeated() {
        timeout("1s");
        List<Write> first = outputs(rig.pass());
        rig.carryOut(first);
        List<Write> second = outputs(rig.pass());

        assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first));
    }

    private List<String> watchedUntilRest() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (Write write : rig.pass()) {
                rig.carryOut(List.of(write));
                seen.add(subsets() + " <- " + routed());
            }
            rig.later(Duration.ofMillis(200));
        }
        assertThat(rig.pass()).isEmpty();
        return seen;
    }

    private List<String> subsets() {
        List<String> names = new ArrayList<>();
        rig.at(RULE)
                .at("/spec/subsets")
                .forEach(subset -> names.add(subset.path("name").asText()));
        return names;
    }

    private String routed() {
        return rig.at(ROUTE).at("/spec/http/0/route/0/destination/subset").asText();
    }

    private static List<Write> outputs(List<Write> writes) {
        return writes.stream().filter(write -> !(write instanceof Write.Status)).toList();
    }

    private static List<ObjectId> ids(List<Write> writes) {
        return writes.stream().map(Write::id).toList();
    }

    private ObjectId timeout(String timeout) {
        return policy("reviews", "", "requestTimeout: " + timeout);
    }

    private ObjectId shift(String version) {
        return policy("reviews", "", """
                trafficShift: {destinations: [{weight: 100, kubeService: {name: reviews, namespace: bookinfo,
                    clusterName: east, subset: {version: %s}}}]}""".formatted(version));
    }

    private ObjectId policy(String service, String annotation, String feature) {
        return rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: %1$s, namespace: bookinfo, annotations: {%2$s}}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: %1$s, namespace: bookinfo, clusterName: east}]}}]
                  %3$s
                """.formatted(service, annotation, feature));
    }

    private void cluster(String annotation) {
        OperatorRig.cluster(rig, "east", annotation);
    }

    private void cluster(String name, String annotation) {
        OperatorRig.cluster(rig, name, annotation);
    }

    private void settings(String annotation) {
        OperatorRig.settings(rig, annotation);
    }
}
