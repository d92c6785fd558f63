// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The running plane over two meshes of one VirtualMesh, and what it tells their agents of roots, which are letters. */
final class TwoMeshes {

    static final String MGMT = ObjectId.MANAGEMENT;
    static final ObjectId EAST = certificate("east");
    static final ObjectId WEST = certificate("west");

    static final ObjectId VIRTUAL_MESH = new ObjectId(MGMT, ReadKinds.VIRTUAL_MESH, "gloo-mesh", "vm");

    private NetworkingOperator operator;

    final WorldRig rig = OperatorRig.rig(started -> operator = started);
    /** By the SHA-256 of the root. */
    final Map<String, String> letters = new TreeMap<>();
    /** What each agent was told, one after the other. */
    final Map<ObjectId, List<String>> said = new LinkedHashMap<>();

    private final Function<ObjectId, String> says;

    /**
     * @param says how what an IssuedCertificate says reads
     * @param make makes the root that is asked for
     */
    TwoMeshes(Function<ObjectId, String> says, Consumer<Ref> make) {
        this.says = says;
        rig.respondent(asked -> {
            if (asked.question() instanceof RootQuestion question) {
                make.accept(question.signer().secret());
            }
            return new Respondent.Reply.Nothing();
        });
        rig.know("west", WorldRig.ALIVE);
        OperatorRig.cluster(rig, "west", "");
        rig.apply(MGMT, Discovered.mesh("west"));
    }

    private static ObjectId certificate(String cluster) {
        return new ObjectId(cluster, TrustKinds.ISSUED_CERTIFICATE, "gloo-mesh", "istiod-istio-system-" + cluster);
    }

    /** A root that reads as that letter. */
    Authority root(String organization, String letter) {
        try {
            RootTerms terms = new RootTerms(organization, Duration.ofDays(9), KeySpec.asked(OptionalLong.empty()));
            Authority root = Authority.selfSigned(terms, Instant.parse("2030-01-01T00:00:00Z"), new SecureRandom());
            letters.put(root.certificate().sha256(), letter);
            return root;
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param rest what the Secret says besides its name, its data and its labels */
    void store(Authority root, Ref secret, String labels, String rest) {
        String data = SigningSecret.data(root).entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Base64.getEncoder().encodeToString(entry.getValue()))
                .collect(Collectors.joining(", "));
        rig.apply(MGMT, """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s, labels: {%s}}
                %s
                data: {%s}
                """.formatted(secret.name(), secret.namespace(), labels, rest, data));
    }

    void virtualMesh(String mtlsConfig) {
        virtualMesh(mtlsConfig, "");
    }

    /** @param annotations YAML between braces */
    void virtualMesh(String mtlsConfig, String annotations) {
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh, annotations: {%s}}
                spec:
                  meshes:
                  - {name: istiod-istio-system-east, namespace: gloo-mesh}
                  - {name: istiod-istio-system-west, namespace: gloo-mesh}
                  mtlsConfig: {%s}
                """.formatted(annotations, mtlsConfig));
    }

    /** None for no text. */
    static List<Certificate> roots(String bundle) {
        try {
            return bundle.isEmpty() ? List.of() : TrustBundle.read(bundle).roots();
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    String names(String bundle) {
        return roots(bundle).stream().map(root -> letters.get(root.sha256())).collect(Collectors.joining());
    }

    /** Passes, and notes what was said; whether anything was written. */
    boolean pass() {
        List<Write> writes = rig.settle();
        for (Write write : writes) {
            if (TrustKinds.ISSUED_CERTIFICATE.equals(write.id().kind())) {
                said.computeIfAbsent(write.id(), absent -> new ArrayList<>()).add(says.apply(write.id()));
            }
        }
        assertThat(said.values()).allSatisfy(texts -> assertThat(texts).hasSizeLessThan(20));
        return !writes.isEmpty();
    }

    /** What an agent has made of its IssuedCertificate; whether that is new. */
    boolean edit(ObjectId id, ObjectNode after) {
        if (after.equals(rig.at(id))) {
            return false;
        }
        rig.edit(id, object -> after);
        return true;
    }

    /** The operator as of its last start. */
    NetworkingOperator operator() {
        return operator;
    }

    String trust(String field) {
        return rig.condition(VIRTUAL_MESH, "TrustShared").path(field).asText();
    }

    String ready() {
        var ready = rig.condition(VIRTUAL_MESH, "Ready");
        return ready.path("status").asText() + " " + ready.path("reason").asText();
    }
}
