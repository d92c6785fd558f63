// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.rules.RootSecret;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.trust.RootQuestion;
import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningSecret;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.apply.Respondent;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The running plane brings two meshes, whose istiods sign with roots e and w of their own, under a root c, with agents that do as they are
 * told. What an agent is told reads {@code +wc} for roots of the mesh configuration, and {@code ewcc by c +wc} with a certificate.
 */
class AdoptionTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final ObjectId EAST = certificate("east");
    private static final ObjectId WEST = certificate("west");
    private static final ObjectId VIRTUAL_MESH = new ObjectId(MGMT, ReadKinds.VIRTUAL_MESH, "gloo-mesh", "vm");

    private final WorldRig rig = OperatorRig.rig();
    private final Map<String, String> letters = new TreeMap<>();
    private final Map<ObjectId, Authority> own = Map.of(EAST, root("e"), WEST, root("w"));
    private final Map<ObjectId, List<String>> said = new LinkedHashMap<>();
    private String problem = "";
    /** Whose agents cannot reach istiod. */
    private final Set<ObjectId> withoutIstiod = new HashSet<>();
    /** Whose agents could not look. */
    private final Set<ObjectId> unseen = new HashSet<>();

    private static ObjectId certificate(String cluster) {
        return new ObjectId(cluster, TrustKinds.ISSUED_CERTIFICATE, "gloo-mesh", "istiod-istio-system-" + cluster);
    }

    private Authority root(String letter) {
        try {
            RootTerms terms = new RootTerms(letter, Duration.ofDays(9), KeySpec.asked(OptionalLong.empty()));
            Authority root = Authority.selfSigned(terms, Instant.parse("2030-01-01T00:00:00Z"), new SecureRandom());
            letters.put(root.certificate().sha256(), letter);
            return root;
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void twoMeshes() {
        rig.respondent(asked -> {
            if (asked.question() instanceof RootQuestion question) {
                store(question.signer().secret());
            }
            return new Respondent.Reply.Nothing();
        });
        rig.know("west", WorldRig.ALIVE);
        OperatorRig.cluster(rig, "west", "");
        rig.apply(MGMT, Discovered.mesh("west"));
    }

    private void store(Ref secret) {
        String data = SigningSecret.data(root("c")).entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Base64.getEncoder().encodeToString(entry.getValue()))
                .collect(Collectors.joining(", "));
        rig.apply(MGMT, """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                type: %s
                data: {%s}
                """.formatted(secret.name(), secret.namespace(), RootSecret.TYPE, data));
    }

    private void virtualMesh(String more) {
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh}
                spec:
                  meshes:
                  - {name: istiod-istio-system-east, namespace: gloo-mesh}
                  - {name: istiod-istio-system-west, namespace: gloo-mesh}
                  mtlsConfig: {%sshared: {}}
                """.formatted(more));
    }

    private String says(ObjectId id) {
        JsonNode trust = rig.at(id).at("/spec/trust");
        String signer = trust.path("signingRoot").asText("");
        String besides = names(trust.at("/meshConfig/roots").asText(""));
        return (signer.isEmpty() ? "" : names(trust.path("bundle").asText()) + " by " + letters.get(signer))
                + (besides.isEmpty() ? "" : (signer.isEmpty() ? "" : " ") + "+" + besides);
    }

    private List<Certificate> roots(String bundle) {
        try {
            return bundle.isEmpty() ? List.of() : TrustBundle.read(bundle).roots();
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    private String names(String bundle) {
        return roots(bundle).stream().map(root -> letters.get(root.sha256())).collect(Collectors.joining());
    }

    private boolean pass() {
        List<Write> writes = rig.settle();
        for (Write write : writes) {
            if (TrustKinds.ISSUED_CERTIFICATE.equals(write.id().kind())) {
                said.computeIfAbsent(write.id(), absent -> new ArrayList<>()).add(says(write.id()));
            }
        }
        return !writes.isEmpty();
    }

    private void run() {
        while (pass() | agent(EAST) | agent(WEST)) {
            assertThat(said.values()).allSatisfy(texts -> assertThat(texts).hasSizeLessThan(20));
        }
    }

    private boolean agent(ObjectId id) {
        if (!rig.objects().containsKey(id)) {
            return false;
        }
        ObjectNode before = rig.at(id);
        ObjectNode after = before.deepCopy();
        ObjectNode status = after.withObject("/status");
        long generation = after.at("/metadata/generation").asLong();
        String signer = after.at("/spec/trust/signingRoot").asText("");
        ObjectNode evidence = status.withObject("/evidence").put("generation", generation);
        status.put("observedGeneration", generation).put("state", signer.isEmpty() ? "REQUESTED" : "FINISHED");
        if (unseen.contains(id)) {
            return edit(id, before, after);
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
        roots(after.at("/spec/trust/meshConfig/roots").asText("")).forEach(root -> trusted.add(root.sha256()));
        return edit(id, before, after);
    }

    private boolean edit(ObjectId id, ObjectNode before, ObjectNode after) {
        if (after.equals(before)) {
            return false;
        }
        rig.edit(id, object -> after);
        return true;
    }

    private String trust(String field) {
        return rig.condition(VIRTUAL_MESH, "TrustShared").path(field).asText();
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
