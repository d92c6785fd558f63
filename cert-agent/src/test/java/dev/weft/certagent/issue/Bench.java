// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.CertificateRequestSpec;
import dev.weft.api.certificates.CertificateRequestStatus;
import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.shared.ObjectRef;
import dev.weft.pki.CaCerts;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cluster with one IssuedCertificate, in memory: does what a step says, as a server would. */
final class Bench {
    static final AgentRules RULES = AgentRules.of("gloo-mesh", Set.of("istio-system"));
    static final Ref SELF = new Ref("gloo-mesh", "istiod-istio-system-east");
    static final Ref CA_CERTS = new Ref("istio-system", "cacerts");
    private static final SecureRandom RANDOM = new SecureRandom();

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    long generation = 1;
    String organization = "Istio";
    Ref secret = CA_CERTS;
    IssuedCertificateStatus told = World.UNTOLD;
    Held key = new Held.Absent();
    Held caCerts = new Held.Absent();
    World.Backup backup = World.Backup.NONE;
    Optional<Request> request = Optional.empty();
    int made;
    final List<String> steps = new ArrayList<>();

    /** A CertificateRequest as a server keeps it. */
    record Request(String uid, String pem, String issuedFor, Optional<CertificateRequestStatus> status) {}

    IssuedCertificateSpec.@Nullable Trust trust;

    Wanted wanted() {
        return Wanted.of(
                SELF,
                "uid-1",
                generation,
                new IssuedCertificateSpec(
                        List.of("spiffe://a/ns/b/sa/c"),
                        organization,
                        new ObjectRef("root", "gloo-mesh"),
                        new ObjectRef(secret.name(), secret.namespace()),
                        null,
                        trust));
    }

    /** Something that counts for the certificate becomes another one. */
    void change() {
        generation++;
        organization = "Istio " + generation;
    }

    /** What is to be trusted becomes another one. */
    void trust(String bundle, String signingRoot) {
        generation++;
        trust = new IssuedCertificateSpec.Trust(bundle, signingRoot, null, null);
    }

    /** Another cluster that stands where this one does. */
    Bench copy() {
        Bench copy = new Bench();
        copy.now = now;
        copy.generation = generation;
        copy.organization = organization;
        copy.secret = secret;
        copy.trust = trust;
        copy.told = told;
        copy.key = key;
        copy.caCerts = caCerts;
        copy.backup = backup;
        copy.request = request;
        copy.made = made;
        return copy;
    }

    World world() {
        Asked asked = request.<Asked>map(one -> Asked.of(
                        one.uid(),
                        1,
                        one.issuedFor(),
                        new CertificateRequestSpec(base64(one.pem())),
                        one.status().orElse(null)))
                .orElse(new Asked.Nothing());
        return new World(wanted(), told, key, asked, caCerts, backup);
    }

    Step next() {
        return Issuing.next(world(), RULES, now);
    }

    /** Does one step; false when there is none to do. */
    boolean step() {
        Step step = next();
        steps.add(step.getClass().getSimpleName());
        switch (step) {
            case Step.MakeKey make -> key = key(SigningKey.generate(KeySpec.DEFAULT, RANDOM));
            case Step.Ask ask ->
                request = Optional.of(
                        new Request("request-" + ++made, csr(ask.key()), wanted().askedFor(), Optional.empty()));
            case Step.DropRequest drop -> request = Optional.empty();
            case Step.DropKey drop -> key = new Held.Absent();
            case Step.BackUp backUp -> backup = World.Backup.SAME;
            case Step.Store store -> caCerts = stored(store.next());
            case Step.Amend amend -> caCerts = stored(amend.next());
            case Step.Rest rest -> tell(rest.standing());
            case Step.InPlace in ->
                tell(Issuing.inPlace(world(), RULES, in.stored(), Standing.Reason.FINISHED, "done"));
            case Step.NotOurs not -> {}
        }
        return step instanceof Step.Act;
    }

    /** Does all there is to do. */
    Bench run() {
        int most = 50;
        while (step()) {
            if (most-- == 0) {
                throw new AssertionError("comes to no end: " + steps);
            }
        }
        return this;
    }

    private void tell(Standing standing) {
        told = Statuses.of(world(), RULES, standing, null, now);
    }

    Bench answer(FakeIssuer issuer) {
        return answer(issuer.sign(request.orElseThrow().pem(), now), issuer.roots(), 1);
    }

    Bench answer(String certificates, String roots, long observed) {
        return answer(new CertificateRequestStatus(
                observed, null, CertificateRequestStatus.State.FINISHED, base64(certificates), base64(roots), null));
    }

    Bench refuse(String error) {
        return answer(new CertificateRequestStatus(1L, error, CertificateRequestStatus.State.FAILED, null, null, null));
    }

    private Bench answer(CertificateRequestStatus status) {
        Request asked = request.orElseThrow();
        request = Optional.of(new Request(asked.uid(), asked.pem(), asked.issuedFor(), Optional.of(status)));
        return this;
    }

    static Held.Ours key(SigningKey key) {
        return new Held.Ours(Map.of(Marks.KEY_ENTRY, key.pem().getBytes(StandardCharsets.US_ASCII)), Map.of());
    }

    static Held.Ours stored(Stored stored) {
        Map<String, String> annotations = new HashMap<>();
        annotations.put(Marks.ISSUED_FOR, stored.issuedFor());
        annotations.put(Marks.ISSUANCE, stored.issuance());
        stored.storedAt().ifPresent(at -> annotations.put(Marks.STORED_AT, at.toString()));
        return new Held.Ours(stored.caCerts().data(), annotations);
    }

    CaCerts inPlace() {
        try {
            return CaCerts.read(((Held.Ours) caCerts).data());
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    byte[] keyBytes() {
        return ((Held.Ours) key).data().get(Marks.KEY_ENTRY);
    }

    private String csr(SigningKey by) {
        try {
            return SigningRequest.by(by, organization, wanted().hosts(), RANDOM).pem();
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
