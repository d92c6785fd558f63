// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.TwoMeshes.EAST;
import static dev.weft.networking.operator.TwoMeshes.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.rules.RootSecret;
import dev.weft.networking.rules.TakeOverRules;
import dev.weft.pki.Authority;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.step.WorldRig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The running plane brings two meshes under a root c. The istiod of east signs with a root e that it has made; in west somebody else has
 * stored a cacerts under a root w. Agents do as they are told. What one is told reads as in {@link AdoptionTest}, with {@code over w} where it
 * may take over what has that root.
 */
class TakeOverOnRequestTest {

    private final TwoMeshes world = new TwoMeshes(this::says, this::store);
    private final WorldRig rig = world.rig;
    private final Authority own = world.root("e", "e");
    private Authority theirs = world.root("w", "w");
    private boolean isForeign = true;
    private boolean mayTakeOver = true;
    private String problem = "";
    private String wayProblem = "";
    /** Of west: what istiod has, and who signs. */
    private String running = theirs.roots().text();

    private String signer = theirs.certificate().sha256();

    private void store(Ref secret) {
        world.store(world.root("c", "c"), secret, "", "type: " + RootSecret.TYPE);
    }

    private void ask(String value) {
        world.virtualMesh("shared: {}", value.isEmpty() ? "" : TakeOverRules.ANNOTATION + ": \"" + value + "\"");
    }

    private String sha256() {
        return theirs.certificate().sha256();
    }

    private String says(ObjectId id) {
        JsonNode trust = rig.at(id).at("/spec/trust");
        String by = trust.path("signingRoot").asText("");
        String besides = world.names(trust.at("/meshConfig/roots").asText(""));
        String over = trust.path("takeOver").asText("");
        return (by.isEmpty() ? "" : world.names(trust.path("bundle").asText()) + " by " + world.letters.get(by))
                + (besides.isEmpty() ? "" : (by.isEmpty() ? "" : " ") + "+" + besides)
                + (over.isEmpty() ? "" : " over " + world.letters.get(over));
    }

    private void run() {
        while (world.pass() | east() | west()) {
            continue;
        }
    }

    private boolean east() {
        if (!rig.objects().containsKey(EAST)) {
            return false;
        }
        ObjectNode after = rig.at(EAST).deepCopy();
        String by = after.at("/spec/trust/signingRoot").asText("");
        ObjectNode evidence = told(after, by.isEmpty() ? "REQUESTED" : "FINISHED");
        evidence.withObject("/istiod")
                .put("root", by.isEmpty() ? own.certificate().sha256() : by);
        evidence.put(
                "bundle",
                by.isEmpty()
                        ? own.roots().text()
                        : after.at("/spec/trust/bundle").asText());
        if (!by.isEmpty()) {
            evidence.put("phase", "SERVED");
        }
        ArrayNode trusted = evidence.withObject("/meshConfig")
                .put("configMap", "istio")
                .put("caCerts", !by.isEmpty())
                .putArray("trusted");
        TwoMeshes.roots(after.at("/spec/trust/meshConfig/roots").asText(""))
                .forEach(root -> trusted.add(root.sha256()));
        return world.edit(EAST, after);
    }

    private static ObjectNode told(ObjectNode certificate, String state) {
        ObjectNode status = certificate.withObject("/status");
        long generation = certificate.at("/metadata/generation").asLong();
        status.put("observedGeneration", generation).put("state", state).remove("error");
        status.remove("evidence");
        return status.withObject("/evidence").put("generation", generation);
    }

    /** Takes the Secret over where it may; the next time it looks, all of that is in effect. */
    private boolean west() {
        if (!rig.objects().containsKey(WEST)) {
            return false;
        }
        ObjectNode after = rig.at(WEST).deepCopy();
        JsonNode trust = after.at("/spec/trust");
        if (isForeign
                && mayTakeOver
                && problem.isEmpty()
                && trust.path("takeOver").asText("").equals(sha256())) {
            isForeign = false;
        }
        if (!isForeign && trust.has("signingRoot")) {
            running = trust.path("bundle").asText();
            signer = trust.path("signingRoot").asText();
        }
        ObjectNode evidence = told(after, isForeign ? "FAILED" : "FINISHED");
        evidence.put("bundle", running);
        evidence.withObject("/istiod").put("root", signer);
        ObjectNode way =
                evidence.withObject("/meshConfig").put("configMap", "istio").put("caCerts", true);
        if (!wayProblem.isEmpty()) {
            way.put("problem", wayProblem);
        }
        if (isForeign) {
            after.withObject("/status").put("error", "Secret istio-system/cacerts was not made by this agent");
            evidence.withObject("/caCerts").put("foreignRoot", sha256());
            if (!problem.isEmpty()) {
                evidence.withObject("/caCerts").put("problem", problem);
            }
        } else {
            evidence.put("phase", "SERVED");
            evidence.withObject("/caCerts").put("takenOver", sha256());
        }
        return world.edit(WEST, after);
    }

    private List<String> saysBoth() {
        return List.of(says(EAST), says(WEST));
    }

    @Test
    void withoutARequestItIsLeftAloneTheOtherIsFinishedAndTheHashIsTold() {
        ask("");
        run();

        assertThat(saysBoth()).containsExactly("c by c", "");
        assertThat(world.said.get(WEST)).as("nothing of trust").containsExactly("");
        assertThat(world.trust("status")).isEqualTo("False");
        assertThat(world.trust("reason")).isEqualTo("CertificateFailed");
        assertThat(world.trust("message"))
                .contains("IssuedCertificate gloo-mesh/istiod-istio-system-west on cluster west")
                .contains("add the SHA-256 of its root, " + sha256()
                        + ", to metadata.annotations[weft.dev/take-over-cacerts] of VirtualMesh gloo-mesh/vm");
        assertThat(world.ready()).isEqualTo("False CertificateFailed");
    }

    @Test
    void onRequestItsRootGoesOnSigningWhileAllTrustTheCommonOneAndGoesAtTheEnd() {
        ask(sha256());
        run();

        assertThat(world.said.get(EAST)).containsExactly("", "+wc", "ewcc by c +wc", "c by c");
        assertThat(world.said.get(WEST)).containsExactly("", "wec by w over w", "wecc by c", "c by c");
        assertThat(world.ready()).startsWith("True");
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void oneThatIsAskedForLaterFollowsThoseThatAreUnderTheRoot() {
        ask("");
        run();
        world.said.clear();
        // As openssl writes it, and one more hash that is for another cluster.
        ask(" 00%s, %s "
                .formatted(
                        "ff".repeat(31),
                        sha256().toUpperCase(java.util.Locale.ROOT).replaceAll("..(?=.)", "$0:")));
        run();

        assertThat(world.said.get(EAST)).containsExactly("cwc by c", "c by c");
        assertThat(world.said.get(WEST)).containsExactly("wc by w over w", "wcc by c", "c by c");
    }

    @Test
    void aPlaneThatIsRestartedAtEveryMomentComesToTheSameEnd() {
        ask(sha256());
        for (int i = 0; i < 12; i++) {
            rig.restart();
            world.pass();
            east();
            west();
        }
        run();
        assertThat(saysBoth()).containsExactly("c by c", "c by c");
    }

    @Test
    void aRequestThatIsTakenBackBeforeTheAgentDidItIsForgottenAndAfterwardsItGoesOn() {
        ask(sha256());
        world.pass();
        east();
        west();
        world.pass();
        assertThat(says(WEST)).isEqualTo("wec by w over w");
        ask("");
        world.pass();
        assertThat(says(WEST)).as("it may have done it already").isEqualTo("wec by w over w");
        problem = "something is in the way";
        west();
        world.pass();
        assertThat(says(WEST)).isEmpty();
        problem = "";
        run();
        assertThat(saysBoth()).containsExactly("c by c", "");

        ask(sha256());
        world.pass();
        west();
        ask("");
        run();
        assertThat(saysBoth()).as("it was ours by then").containsExactly("c by c", "c by c");
    }

    @Test
    void aSecretThatHasBecomeAnotherOneIsLeftAloneAndBothHashesAreTold() {
        ask(sha256());
        world.pass();
        east();
        west();
        world.pass();
        String before = sha256();
        assertThat(says(WEST)).isEqualTo("wec by w over w");
        theirs = world.root("x", "x");
        running = theirs.roots().text();
        signer = sha256();
        run();

        assertThat(saysBoth()).containsExactly("c by c", "");
        assertThat(world.trust("message"))
                .contains("the SHA-256 of its root, " + sha256())
                .contains("that has other hashes");
        ask(before + "," + sha256());
        run();
        assertThat(saysBoth()).containsExactly("c by c", "c by c");
    }

    @Test
    void oneThatHasGrownSinceItWasAskedForIsAskedForAnew() {
        ask(sha256());
        world.pass();
        east();
        west();
        world.pass();
        assertThat(says(WEST)).isEqualTo("wec by w over w");
        running += world.root("x", "x").roots().text();
        mayTakeOver = false;
        west();
        world.pass();
        assertThat(says(WEST)).isEqualTo("wxec by w over w");
        mayTakeOver = true;
        run();
        assertThat(saysBoth()).containsExactly("c by c", "c by c");
    }

    @Test
    void whatIsInTheWayIsToldAndHoldsUpNobody() {
        wayProblem = "istiod runs without ISTIO_MULTIROOT_MESH=true";
        ask(sha256());
        run();
        assertThat(saysBoth()).containsExactly("c by c", "");
        assertThat(world.trust("message"))
                .contains("whose root " + sha256() + " metadata.annotations[weft.dev/take-over-cacerts] of VirtualMesh"
                        + " gloo-mesh/vm asks for")
                .contains("is not taken over yet: istiod runs without ISTIO_MULTIROOT_MESH=true");

        wayProblem = "";
        problem = "it is of type kubernetes.io/tls";
        west();
        run();
        assertThat(saysBoth()).containsExactly("c by c", "");
        assertThat(world.trust("message")).contains("not taken over yet: it is of type kubernetes.io/tls");

        problem = "";
        running = own.roots().text();
        west();
        run();
        assertThat(world.trust("message")).contains("istiod does not hand out that root");

        running = theirs.roots().text();
        signer = "";
        west();
        run();
        assertThat(world.trust("message")).contains("does not show a certificate");

        signer = sha256();
        run();
        assertThat(saysBoth()).containsExactly("c by c", "c by c");
    }

    @Test
    void aRequestThatCannotBeReadOrMatchesNothingIsToldAndDisturbsNothing() {
        ask("the root of west, " + "00".repeat(32));
        run();
        assertThat(saysBoth()).containsExactly("c by c", "");
        assertThat(world.trust("message"))
                .contains("metadata.annotations[weft.dev/take-over-cacerts]")
                .contains("that has other hashes, \"the root of west\", which is no hash");
    }

    @Test
    void whoeverIsAskedInWhateverOrderItEndsTheSame() {
        for (int seed = 0; seed < Integer.getInteger("cases", 15); seed++) {
            TakeOverOnRequestTest one = new TakeOverOnRequestTest();
            one.randomly(new Random(seed), seed);
        }
    }

    private void randomly(Random random, int seed) {
        ask(sha256());
        for (int i = 0; i < 25; i++) {
            switch (random.nextInt(6)) {
                case 0 -> east();
                case 1 -> west();
                case 2 -> rig.restart();
                case 3 -> ask(random.nextBoolean() ? sha256() : "");
                default -> world.pass();
            }
            boolean isUnion = running.contains(theirs.roots().text());
            assertThat(isUnion || !signer.equals(sha256()))
                    .as("who signs is trusted, seed %d", seed)
                    .isTrue();
        }
        ask(sha256());
        run();
        assertThat(saysBoth()).as("seed %d", seed).containsExactly("c by c", "c by c");
    }
}
