// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.TwoMeshes.EAST;
import static dev.weft.networking.operator.TwoMeshes.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.rules.RootSecret;
import dev.weft.pki.Authority;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.step.WorldRig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The running plane has two meshes, of which each has a trust domain of its own, let in each other's callers, also while they come under a
 * root and are brought to another one. What an agent is told reads {@code ewcc by c +wc for east.local west.local}: bundle, root that signs,
 * roots of the mesh configuration and the trust domains that these are for.
 */
class TrustDomainsTest {

    private final TwoMeshes world = new TwoMeshes(this::says, this::store);
    private final WorldRig rig = world.rig;
    private final Map<ObjectId, Authority> own = Map.of(EAST, world.root("e", "e"), WEST, world.root("w", "w"));
    private final Map<ObjectId, List<String>> said = world.said;
    /** Whether the agents know what a mesh configuration lets in, and whether they can write it. */
    private boolean tell = true;

    private boolean write = true;
    private int roots;

    private void store(Ref secret) {
        String letter = "cd".substring(roots, roots + 1);
        roots++;
        world.store(world.root(letter, letter), secret, "", "type: " + RootSecret.TYPE);
    }

    private void virtualMesh(int generation, boolean letIn) {
        world.virtualMesh("shared: {rootCertificateAuthority: {generated: {generation: " + generation + "}}}"
                + (letIn ? ", letInTrustDomains: true" : ""));
    }

    private String says(ObjectId id) {
        JsonNode trust = rig.at(id).at("/spec/trust");
        String signer = trust.path("signingRoot").asText("");
        List<String> words = new ArrayList<>();
        if (!signer.isEmpty()) {
            words.add(world.names(trust.path("bundle").asText()) + " by " + world.letters.get(signer));
        }
        if (trust.has("meshConfig")) {
            words.add("+" + world.names(trust.at("/meshConfig/roots").asText("")));
        }
        if (trust.at("/meshConfig").has("trustDomains")) {
            words.add("for");
            trust.at("/meshConfig/trustDomains").forEach(one -> words.add(one.asText()));
        }
        return String.join(" ", words);
    }

    private void run() {
        while (world.pass() | agent(EAST) | agent(WEST)) {
            continue;
        }
    }

    private boolean agent(ObjectId id) {
        if (!rig.objects().containsKey(id)) {
            return false;
        }
        ObjectNode after = rig.at(id).deepCopy();
        JsonNode trust = after.at("/spec/trust");
        ObjectNode status = after.withObject("/status");
        long generation = after.at("/metadata/generation").asLong();
        String signer = trust.path("signingRoot").asText("");
        boolean isSigned = !signer.isEmpty();
        status.put("observedGeneration", generation).put("state", isSigned ? "FINISHED" : "REQUESTED");
        ObjectNode evidence = status.withObject("/evidence").put("generation", generation);
        evidence.withObject("/istiod")
                .put("root", isSigned ? signer : own.get(id).certificate().sha256());
        evidence.put(
                "bundle",
                isSigned ? trust.path("bundle").asText() : own.get(id).roots().text());
        if (isSigned) {
            evidence.put("phase", "SERVED");
        }
        ObjectNode way =
                evidence.withObject("/meshConfig").put("configMap", "istio").put("caCerts", isSigned);
        ArrayNode trusted = way.putArray("trusted");
        TwoMeshes.roots(trust.at("/meshConfig/roots").asText("")).forEach(root -> trusted.add(root.sha256()));
        if (tell) {
            ArrayNode letIn = way.putArray("trustDomains");
            trust.at("/meshConfig/trustDomains").forEach(one -> {
                if (write) {
                    letIn.add(one);
                }
            });
        }
        return world.edit(id, after);
    }

    private String trust() {
        return world.trust("status") + " " + world.trust("reason");
    }

    @Test
    void meshesThatAreAdoptedLetEachOtherInFromTheFirstStepOnAndStay() {
        virtualMesh(1, true);
        run();

        assertThat(said.get(EAST))
                .containsExactly(
                        "",
                        "+wc for east.local west.local",
                        "ewcc by c +wc for east.local west.local",
                        "c by c +c for west.local");
        assertThat(said.get(WEST))
                .containsExactly(
                        "",
                        "+ec for east.local west.local",
                        "wecc by c +ec for east.local west.local",
                        "c by c +c for east.local");
        assertThat(trust()).isEqualTo("True Shared");
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void anotherRootTakesNoStepMoreAndNobodyIsShutOutMeanwhile() {
        virtualMesh(1, true);
        run();
        said.clear();

        virtualMesh(2, true);
        run();

        assertThat(said.get(EAST))
                .containsExactly(
                        "cd by c +cd for west.local", "cdd by d +cd for west.local", "d by d +d for west.local");
        assertThat(said.get(WEST)).hasSize(3).allMatch(one -> one.endsWith(" for east.local"));
    }

    @Test
    void aPlaneThatIsRestartedAtEveryMomentComesToTheSameEnd() {
        virtualMesh(1, true);
        for (int i = 0; i < 10; i++) {
            rig.restart();
            world.pass();
            agent(EAST);
            agent(WEST);
        }
        run();

        assertThat(List.of(says(EAST), says(WEST)))
                .containsExactly("c by c +c for west.local", "c by c +c for east.local");
    }

    @Test
    void askingLaterIsOneWriteForEachMeshAndAskingNoLongerIsAnother() {
        virtualMesh(1, false);
        run();
        assertThat(trust()).isEqualTo("Unknown TrustDomainsDiffer");
        said.clear();

        virtualMesh(1, true);
        run();
        assertThat(said.get(EAST)).containsExactly("c by c +c for west.local");
        assertThat(trust()).isEqualTo("True Shared");

        virtualMesh(1, false);
        run();
        assertThat(said.get(EAST)).containsExactly("c by c +c for west.local", "c by c");
        assertThat(trust()).isEqualTo("Unknown TrustDomainsDiffer");
    }

    @Test
    void askingWhileMeshesAreAdoptedChangesNoStepOfIt() {
        virtualMesh(1, false);
        world.pass();
        agent(EAST);
        agent(WEST);
        world.pass();
        virtualMesh(1, true);
        world.pass();
        virtualMesh(1, false);
        world.pass();
        run();

        assertThat(said.get(EAST))
                .containsExactly("", "+wc", "+wc for east.local west.local", "+wc", "ewcc by c +wc", "c by c");
    }

    @Test
    void anAgentThatDoesNotTellWhatIsLetInIsAskedForNothingAndNamed() {
        tell = false;
        virtualMesh(1, true);
        run();

        assertThat(says(EAST)).isEqualTo("c by c");
        assertThat(trust()).isEqualTo("False TrustDomainsDiffer");
        assertThat(world.trust("message"))
                .contains("register cluster east again")
                .contains("west.local");
    }

    @Test
    void whatAnAgentHasNotDoneYetIsAwaited() {
        write = false;
        virtualMesh(1, true);
        run();

        assertThat(trust()).isEqualTo("False TrustDomainsDiffer");
        assertThat(world.trust("message")).contains("was asked to write that and has not yet");
        write = true;
        run();
        assertThat(trust()).isEqualTo("True Shared");
    }
}
