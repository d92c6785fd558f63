// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.TwoMeshes.EAST;
import static dev.weft.networking.operator.TwoMeshes.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.rules.RootSecret;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.pki.Authority;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.step.WorldRig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The running plane brings two meshes, whose istiods sign with roots e and w of their own, under a root c, with agents that do as they are
 * told. What an agent is told reads {@code +wc} for roots of the mesh configuration, and {@code ewcc by c +wc} with a certificate.
 */
class AdoptionTest {

    private final TwoMeshes world = new TwoMeshes(this::says, this::store);
    private final WorldRig rig = world.rig;
    private final Map<ObjectId, Authority> own = Map.of(EAST, world.root("e", "e"), WEST, world.root("w", "w"));
    private final Map<ObjectId, List<String>> said = world.said;
    private String problem = "";
    /** Whose agents cannot reach istiod. */
    private final Set<ObjectId> withoutIstiod = new HashSet<>();
    /** Whose agents could not look. */
    private final Set<ObjectId> unseen = new HashSet<>();

    private void store(Ref secret) {
        world.store(world.root("c", "c"), secret, "", "type: " + RootSecret.TYPE);
    }

    private void virtualMesh(String more) {
        world.virtualMesh(more + "shared: {}");
    }

    private String says(ObjectId id) {
        JsonNode trust = rig.at(id).at("/spec/trust");
        String signer = trust.path("signingRoot").asText("");
        String besides = names(trust.at("/meshConfig/roots").asText(""));
        return (signer.isEmpty() ? "" : names(trust.path("bundle").asText()) + " by " + world.letters.get(signer))
                + (besides.isEmpty() ? "" : (signer.isEmpty() ? "" : " ") + "+" + besides);
    }

    private String names(String bundle) {
        return world.names(bundle);
    }

    private boolean pass() {
        return world.pass();
    }

    private void run() {
        while (pass() | agent(EAST) | agent(WEST)) {
            continue;
        }
    }

    private boolean agent(ObjectId id) {
        if (!rig.objects().containsKey(id)) {
            return false;
        }
        ObjectNode after = rig.at(id).deepCopy();
        ObjectNode status = after.withObject("/status");
        long generation = after.at("/metadata/generation").asLong();
        String signer = after.at("/spec/trust/signingRoot").asText("");
        ObjectNode evidence = status.withObject("/evidence").put("generation", generation);
        status.put("observedGeneration", generation).put("state", signer.isEmpty() ? "REQUESTED" : "FINISHED");
        if (unseen.contains(id)) {
            return world.edit(id, after);
        }
        String served = signer.isEmpty() ? own.get(id).certificate().sha256() : signer;
        evidence.withObject("/istiod").put("root", served);
        String bundle = signer.isEmpty()
                ? own.get(id).roots().text()
                : after.at("/spec/trust/bundle").asText();
        evidence.put("bundle", bundle);
        if (!signer.isEmpty()) {
            evidence.put("phase", "SERVED");
        }
        if (withoutIstiod.contains(id)) {
            evidence.remove("istiod");
        }
        ObjectNode way =
                evidence.withObject("/meshConfig").put("configMap", "istio").put("caCerts", !signer.isEmpty());
        if (!problem.isEmpty()) {
            way.put("problem", problem);
        }
        ArrayNode trusted = way.putArray("trusted");
        TwoMeshes.roots(after.at("/spec/trust/meshConfig/roots").asText(""))
                .forEach(root -> trusted.add(root.sha256()));
        return world.edit(id, after);
    }

    private String trust(String field) {
        return world.trust(field);
    }

    @Test
    void bothTrustTheCommonRootFirstThenOneSignsUnderItThenTheOther() {
        virtualMesh("");
        run();

        assertThat(said.get(EAST)).containsExactly("", "+wc", "ewcc by c +wc", "c by c");
        assertThat(said.get(WEST)).containsExactly("", "+ec", "wecc by c +ec", "c by c");
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void nobodySignsBeforeTheOtherIsSeenToTrust() {
        virtualMesh("");
        pass();
        agent(EAST);
        agent(WEST);
        pass();
        agent(EAST);
        pass();

        assertThat(List.of(says(EAST), says(WEST))).containsExactly("+wc", "+ec");
        assertThat(trust("reason")).isEqualTo("AddingRoot");
        assertThat(trust("message")).contains("cluster west spreads the new root");
        agent(WEST);
        pass();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("ewcc by c +wc", "+ec");
        assertThat(trust("reason")).isEqualTo("Signing");
        assertThat(trust("message")).contains("when istiod is restarted with its certificate");
    }

    @Test
    void aPlaneThatIsRestartedAtEveryMomentComesToTheSameEnd() {
        virtualMesh("");
        for (int i = 0; i < 10; i++) {
            rig.restart();
            pass();
            agent(EAST);
            agent(WEST);
        }
        run();

        assertThat(List.of(says(EAST), says(WEST))).containsExactly("c by c", "c by c");
    }

    @Test
    void onlyIstiodIsRestarted() {
        virtualMesh("autoRestartPods: true, ");
        run();

        ObjectId directive = new ObjectId("east", TrustKinds.POD_BOUNCE_DIRECTIVE, EAST.namespace(), EAST.name());
        assertThat(rig.at(directive).at("/spec/podsToBounce")).hasSize(1);
        assertThat(rig.at(directive).at("/spec/podsToBounce/0/namespace").asText())
                .isEqualTo("istio-system");
    }

    @Test
    void whereProxiesDoNotTakeRootsTheMeshIsToldNothingOfThemAndWhyIsSaid() {
        problem = "istiod runs without ISTIO_MULTIROOT_MESH=true";
        virtualMesh("");
        pass();
        agent(EAST);
        agent(WEST);
        pass();

        assertThat(List.of(says(EAST), says(WEST))).containsExactly("", "");
        assertThat(trust("message"))
                .contains("cluster east comes under the root by restarts, which cost requests: istiod runs without");
    }

    @Test
    void aMeshThatIsBeingPreparedIsNotGivenUpForAProxyThatDoesNotTakeRoots() {
        virtualMesh("");
        pass();
        agent(EAST);
        agent(WEST);
        pass();
        problem = "the proxy of bookinfo/cart runs without it";
        agent(EAST);
        pass();

        assertThat(says(EAST)).isEqualTo("+wc");
        assertThat(trust("message")).contains("bookinfo/cart");
    }

    @Test
    void aMeshWhoseIstiodIsNotReachedWaitsIsNamedAndFollows() {
        withoutIstiod.add(WEST);
        virtualMesh("");
        run();

        assertThat(List.of(says(EAST), says(WEST))).containsExactly("c by c", "");
        assertThat(trust("status")).isEqualTo("False");
        assertThat(trust("message"))
                .contains("cluster west signs with a root of its own, which its agent does not see");
        withoutIstiod.clear();
        run();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("c by c", "c by c");
    }

    @Test
    void aMeshThatWasNotLookedAtYetIsToldOfNoCertificateWhileRootsDiffer() {
        unseen.add(WEST);
        virtualMesh("");
        pass();
        for (int i = 0; i < 6; i++) {
            agent(EAST);
            agent(WEST);
            pass();
            assertThat(says(WEST)).isEmpty();
        }
        unseen.clear();
        run();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("c by c", "c by c");
    }
}
