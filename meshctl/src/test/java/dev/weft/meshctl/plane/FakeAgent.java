// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.TrustBundle;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The agent of a cluster as the plane sees it: it asks, with a key that stays here, and says when it has stored the answer. */
final class FakeAgent {

    private final Sandbox cluster;
    private final String name;
    private final SecureRandom random = new SecureRandom();
    private SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);

    /** @param name of the Mesh */
    FakeAgent(Sandbox cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    String certificatePath() {
        return AgentPlace.CERTIFICATES + "/" + name;
    }

    private String requestPath() {
        return AgentPlace.REQUESTS + "/" + name;
    }

    JsonNode awaitCertificate() {
        await("an IssuedCertificate on " + cluster.name(), () -> !LivePlane.isMissing(cluster, certificatePath()));
        return get(cluster, certificatePath());
    }

    /** Asks for a certificate, with a new key and in a name that it likes. */
    void ask(String host) throws PkiException {
        key = SigningKey.generate(KeySpec.DEFAULT, random);
        String csr = SigningRequest.by(key, "Istio", List.of(host), random).pem();
        LivePlane.applyYaml(cluster, AgentPlace.REQUESTS, """
                {apiVersion: certificates.mesh.gloo.solo.io/v1alpha2, kind: CertificateRequest, metadata: {name: %s, namespace: %s},
                 spec: {certificateSigningRequest: %s}}""".formatted(
                name, AgentPlace.NAMESPACE, Base64.getEncoder().encodeToString(csr.getBytes(StandardCharsets.UTF_8))));
    }

    JsonNode answer() {
        return get(cluster, requestPath()).path("status");
    }

    /** What istiod is to have; it can only be made of an answer to the key that was asked with last. */
    CaCerts awaitAnswer() throws PkiException {
        long generation = get(cluster, requestPath()).at("/metadata/generation").asLong();
        await(
                "an answer on " + cluster.name() + " to generation " + generation,
                () -> answer().path("state").asText().equals("FINISHED")
                        && answer().path("observedGeneration").asLong() == generation);
        List<Certificate> certificates = Certificate.readAll(text(answer().path("signedCertificate")));
        TrustBundle roots = TrustBundle.read(text(answer().path("signingRootCa")));
        List<Certificate> above = new ArrayList<>(certificates);
        above.addAll(roots.roots());
        return CaCerts.of(key, Chain.upFrom(certificates.getFirst(), above), roots);
    }

    void saysFinished() {
        long generation =
                get(cluster, certificatePath()).at("/metadata/generation").asLong();
        LocalReply reply = cluster.call(
                "PATCH",
                certificatePath() + "/status",
                "application/merge-patch+json",
                "{\"status\":{\"state\":\"FINISHED\",\"observedGeneration\":%d}}"
                        .formatted(generation)
                        .getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new IllegalStateException(reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }
}
