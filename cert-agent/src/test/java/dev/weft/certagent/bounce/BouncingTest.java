// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector.RootCertSync;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import dev.weft.api.certificates.PodBounceDirectiveStatus.BouncedPods;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.bounce.Bouncing.Around;
import dev.weft.certagent.bounce.Bouncing.Directive;
import dev.weft.certagent.bounce.Bouncing.Move;
import dev.weft.certagent.bounce.PodFact.Owner;
import dev.weft.certagent.issue.Ref;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BouncingTest {
    private static final String NEW = "new root";
    private static final PodSelector ISTIOD = new PodSelector("istio-system", Map.of("app", "istiod"), 1L, null);
    private static final PodSelector REVIEWS = new PodSelector(
            "bookinfo",
            Map.of("app", "reviews"),
            null,
            new RootCertSync(
                    new ObjectRef("cacerts", "istio-system"),
                    "root-cert.pem",
                    new ObjectRef("istio-ca-root-cert", "bookinfo"),
                    "root-cert.pem"));

    private List<PodSelector> selectors = List.of(ISTIOD, REVIEWS);
    private PodBounceDirectiveStatus told = new PodBounceDirectiveStatus(null, null);
    private String issuance = "1";
    private final Map<String, List<PodFact>> pods = new HashMap<>();
    private final Map<String, String> templates = new HashMap<>();
    private final Map<String, String> spread = new HashMap<>(Map.of("bookinfo", NEW));
    private final List<String> restarted = new ArrayList<>();
    private int made;

    private void rollout(String namespace, String name, int replicas) {
        List<PodFact> all = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            all.add(pod(namespace, name + "-" + i, new Owner.Rollout("Deployment", new Ref(namespace, name), "u", "")));
        }
        pods.put(namespace, all);
    }

    private PodFact pod(String namespace, String name, Owner owner) {
        return new PodFact(new Ref(namespace, name), "uid-" + ++made, true, false, true, "", owner);
    }

    private Directive directive() {
        return new Directive(new PodBounceDirectiveSpec(selectors), told, issuance);
    }

    /** Goes on until it waits or is done; returns what it waits for. */
    private Optional<String> run() {
        for (int i = 0; i < 100; i++) {
            Optional<Selector> turn = Bouncing.turn(directive());
            if (turn.isEmpty()) {
                return Optional.empty();
            }
            Move move = Bouncing.next(directive(), turn.get(), around(turn.get()));
            switch (move) {
                case Bouncing.Wait wait -> {
                    return Optional.of(wait.what());
                }
                case Bouncing.Record record -> told = record.status();
                case Bouncing.Restart restart -> restart(restart);
            }
        }
        throw new AssertionError("comes to no end");
    }

    private Around around(Selector selector) {
        List<PodFact> selected = pods.getOrDefault(selector.namespace(), List.of()).stream()
                .map(this::asItIs)
                .toList();
        return new Around(
                selected, selector.sync().map(sync -> NEW), Optional.ofNullable(spread.get(selector.namespace())));
    }

    private PodFact asItIs(PodFact pod) {
        return pod.owner() instanceof Owner.Rollout rollout
                ? new PodFact(
                        pod.ref(),
                        pod.uid(),
                        pod.ready(),
                        pod.ending(),
                        pod.ofMesh(),
                        pod.issuance(),
                        new Owner.Rollout(
                                rollout.kind(),
                                rollout.ref(),
                                rollout.uid(),
                                templates.getOrDefault(rollout.ref().toString(), "")))
                : pod;
    }

    private void restart(Bouncing.Restart restart) {
        restart.rollouts().forEach(rollout -> {
            restarted.add(rollout.ref().name());
            templates.put(rollout.ref().toString(), issuance);
        });
        restart.pods().forEach(pod -> {
            restarted.add(pod.ref().name());
            pods.get(pod.ref().namespace()).remove(pod);
        });
    }

    private List<BouncedPods> entries() {
        return told.podsBounced();
    }

    @Test
    void istiodIsRestartedFirstAndItsReplacementIsWaitedFor() {
        rollout("istio-system", "istiod", 1);
        rollout("bookinfo", "reviews", 3);
        assertThat(run().orElseThrow()).contains("waits for 1 ready");
        assertThat(restarted).containsExactly("istiod");
        assertThat(entries().getFirst().bouncedPods()).containsExactly("istiod-0");

        rollout("istio-system", "istiod", 1);
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("istiod", "reviews");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void podsThatWereMadeForThisIssuanceAreNotRestartedWhenTheDirectiveComesBack() {
        rollout("istio-system", "istiod", 1);
        pods.get("istio-system").replaceAll(pod -> made(pod, issuance));
        templates.put(new Ref("istio-system", "istiod").toString(), issuance);

        assertThat(run()).isEmpty();

        assertThat(restarted).isEmpty();
        assertThat(entries().getFirst().bouncedPods()).isEmpty();
    }

    /** The end of a rollout that began under an earlier directive of that name. */
    @Test
    void aPodThatIsOlderThanItsTemplateIsWaitedFor() {
        rollout("istio-system", "istiod", 1);
        templates.put(new Ref("istio-system", "istiod").toString(), issuance);

        assertThat(run().orElseThrow()).contains("waits for 1 ready");

        pods.get("istio-system").add(made(pods.get("istio-system").getFirst(), issuance));
        assertThat(run()).isEmpty();
        assertThat(restarted).isEmpty();
    }

    private PodFact made(PodFact pod, String forIssuance) {
        return new PodFact(pod.ref(), "uid-" + ++made, true, false, true, forIssuance, pod.owner());
    }

    @Test
    void C18_anOldPodIsNoReplacement() {
        rollout("istio-system", "istiod", 1);
        assertThat(run()).isPresent();
        assertThat(run()).isPresent();
        assertThat(restarted).containsExactly("istiod");
    }

    @Test
    void podsThatComeBackUnderTheirNamesAreReplacements() {
        selectors = List.of(ISTIOD);
        pods.put("istio-system", new ArrayList<>(List.of(pod("istio-system", "istiod-0", new Owner.Plain()))));
        assertThat(run()).isPresent();
        pods.get("istio-system").add(pod("istio-system", "istiod-0", new Owner.Plain()));
        assertThat(run()).isEmpty();
    }

    @Test
    void C27_aConfigMapThatIsMissingOrOldIsWaitedFor() {
        selectors = List.of(REVIEWS);
        rollout("bookinfo", "reviews", 1);
        spread.clear();
        assertThat(run().orElseThrow()).contains("bookinfo/istio-ca-root-cert");
        spread.put("bookinfo", "old root");
        assertThat(run()).isPresent();
        assertThat(restarted).isEmpty();
        spread.put("bookinfo", NEW + "\n");
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews");
    }

    @Test
    void C28_anotherIssuanceRestartsAgain() {
        selectors = List.of(REVIEWS);
        rollout("bookinfo", "reviews", 1);
        assertThat(run()).isEmpty();
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews");

        issuance = "2";
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews", "reviews");
        assertThat(entries()).singleElement().extracting(BouncedPods::issuance).isEqualTo("2");
    }

    @Test
    void D4_progressIsOfTheSelectorWhateverItsPosition() {
        rollout("bookinfo", "reviews", 1);
        selectors = List.of(REVIEWS);
        assertThat(run()).isEmpty();
        rollout("istio-system", "istiod", 1);
        selectors = List.of(ISTIOD, REVIEWS);
        assertThat(run()).isPresent();
        rollout("istio-system", "istiod", 1);
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews", "istiod");
    }

    @Test
    void G3_aSelectorThatIsThereTwiceRestartsOnce() {
        selectors = List.of(REVIEWS, REVIEWS);
        pods.put("bookinfo", new ArrayList<>(List.of(pod("bookinfo", "one", new Owner.Plain()))));
        assertThat(run()).isEmpty();
        pods.get("bookinfo").add(pod("bookinfo", "one", new Owner.Plain()));
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("one");
    }

    @Test
    void whatIsToldOfTheReferencesAgentCountsForNothing() {
        selectors = List.of(REVIEWS);
        rollout("bookinfo", "reviews", 1);
        told = new PodBounceDirectiveStatus(
                List.of(new BouncedPods(List.of("reviews-0"), null, null, null, null, null)), null);
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews");
    }

    @Test
    void emptySelectorsAndThoseOfKubernetesItselfAreRefusedAndTheRestGoesOn() {
        selectors = Arrays.asList(
                new PodSelector("bookinfo", Map.of(), null, null),
                new PodSelector(null, Map.of("app", "x"), null, null),
                new PodSelector("kube-system", Map.of("app", "x"), 1L, null),
                null,
                REVIEWS);
        rollout("kube-system", "dns", 1);
        rollout("bookinfo", "reviews", 1);
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("reviews");
        assertThat(entries())
                .extracting(BouncedPods::message)
                .filteredOn(message -> message != null)
                .hasSize(3);
    }

    @Test
    void podsThatAreNotOfTheMeshAndThoseOfJobsAreLeftAlone() {
        selectors = List.of(REVIEWS);
        PodFact bare = new PodFact(new Ref("bookinfo", "bare"), "a", true, false, false, "", new Owner.Plain());
        pods.put("bookinfo", new ArrayList<>(List.of(bare, pod("bookinfo", "job", new Owner.LeftAlone("a Job's")))));
        assertThat(run()).isEmpty();
        assertThat(restarted).isEmpty();
        assertThat(entries().getFirst().message())
                .contains("bare is neither istiod nor carries a proxy")
                .contains("job is a Job's");
    }

    @Test
    void anAgentThatDiesBetweenRecordAndRestartGoesOnWithTheSamePods() {
        selectors = List.of(REVIEWS);
        pods.put(
                "bookinfo",
                new ArrayList<>(
                        List.of(pod("bookinfo", "one", new Owner.Plain()), pod("bookinfo", "two", new Owner.Plain()))));
        Selector turn = Bouncing.turn(directive()).orElseThrow();
        told = ((Bouncing.Record) Bouncing.next(directive(), turn, around(turn))).status();
        // One was deleted and came back before the agent died.
        pods.get("bookinfo").removeFirst();
        pods.get("bookinfo").add(pod("bookinfo", "one", new Owner.Plain()));
        assertThat(run()).isEmpty();
        assertThat(restarted).containsExactly("two");
    }
}
