// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.translate.Translation;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.trust.RequestQuestion;
import dev.weft.networking.trust.RequestStatus;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Gate;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The CertificateRequests of all agents, and when each of them is answered. Only what the translation wants now is signed, and only while
 * the IssuedCertificate on the cluster says the same; anything else is refused with a sentence that says why. What failed is tried again
 * after a pause that grows, and at once when something about it has changed. One that has its certificate is left alone until it asks anew.
 */
final class CertificateRequests {

    /** Of an agent of ours: {@code UID.GENERATION} of the IssuedCertificate that a request was made for. */
    private static final String ISSUED_FOR = "weft.dev/issued-for";

    private final Backoff backoff;
    private final SignerChoice signers;
    private final Map<ObjectId, Request> requests = new TreeMap<>();
    private Optional<Instant> wakeAt = Optional.empty();

    /**
     * What a decision is made by.
     *
     * @param views what is known of each cluster
     * @param states how an output stands
     */
    record Surroundings(
            Translation translation,
            Map<String, ClusterView> views,
            Function<ObjectId, Optional<OutputState>> states,
            Gate gate) {}

    /** A request, and how often it has been tried to answer it. */
    private static final class Request {
        private RawObject asked;
        private @Nullable RequestQuestion tried;
        private boolean onItsWay;
        private int failures;
        private Instant notBefore = Instant.MIN;
        /** The version that our answer replaced: the watch may tell of it later than the answer came. */
        private String replaced = "";

        private Request(RawObject asked) {
            this.asked = asked;
        }
    }

    /** @param signers what is wanted and what stands on the clusters, which is told to it by somebody else */
    CertificateRequests(SignerChoice signers, Backoff backoff) {
        this.signers = signers;
        this.backoff = backoff;
    }

    /** Any object of a registered cluster. */
    void put(RawObject object) {
        ObjectId id = object.id();
        if (id.kind().equals(TrustKinds.CERTIFICATE_REQUEST)) {
            Request known = requests.get(id);
            if (known == null || isOther(known.asked, object)) {
                requests.put(id, new Request(object));
            } else if (!version(object).equals(known.replaced)) {
                known.asked = object;
            }
        }
    }

    void gone(ObjectId id) {
        requests.remove(id);
    }

    /** Whether it is another request than before: new, or with another key. */
    private static boolean isOther(RawObject before, RawObject now) {
        return !before.metadata().path("uid").equals(now.metadata().path("uid"))
                || RequestStatus.generation(before) != RequestStatus.generation(now);
    }

    private static String version(RawObject object) {
        return object.metadata().path("resourceVersion").asText("");
    }

    /** What became of an answer. */
    void answered(Write.Answer write, Written.Result result, Instant now) {
        Request request = requests.get(write.id());
        if (request == null || isOther(request.asked, write.asked())) {
            return;
        }
        request.onItsWay = false;
        Optional<RawObject> seen = Optional.empty();
        switch (result) {
            case Written.Result.Done done -> {
                seen = done.now();
                request.replaced = version(write.asked());
            }
            case Written.Result.Overtaken overtaken -> {
                if (overtaken.now().isEmpty()) {
                    requests.remove(write.id());
                    return;
                }
                seen = overtaken.now();
            }
            case Written.Result.Refused refused -> {}
            case Written.Result.Failed failed -> {}
            case Written.Result.NotSent notSent -> {}
        }
        seen.filter(object -> !isOther(request.asked, object)).ifPresent(object -> request.asked = object);
        request.failures = RequestStatus.isOpen(request.asked) ? request.failures + 1 : 0;
        request.notBefore = request.failures == 0 ? Instant.MIN : now.plus(backoff.after(request.failures));
    }

    /** Answers to be given now. */
    List<Write> decide(Surroundings around, Instant now) {
        wakeAt = Optional.empty();
        List<Write> writes = new ArrayList<>();
        requests.forEach((id, request) -> {
            if (!request.onItsWay && RequestStatus.isOpen(request.asked) && isAlive(id.cluster(), around)) {
                question(id, request.asked, around).ifPresent(question -> {
                    if (isDue(request, question, now)) {
                        request.tried = question;
                        request.onItsWay = true;
                        writes.add(new Write.Answer(request.asked, question));
                    }
                });
            }
        });
        return writes;
    }

    /** When to decide again although nothing happens; empty for never. */
    Optional<Instant> wakeAt() {
        return wakeAt;
    }

    private boolean isDue(Request request, RequestQuestion question, Instant now) {
        if (question instanceof RequestQuestion.Refuse refuse
                && RequestStatus.failed(request.asked, refuse.message()).equals(request.asked.status())) {
            return false;
        }
        if (!question.equals(request.tried)) {
            request.failures = 0;
            return true;
        }
        if (now.isBefore(request.notBefore)) {
            wakeAt = wakeAt.filter(request.notBefore::isAfter).or(() -> Optional.of(request.notBefore));
            return false;
        }
        return true;
    }

    private static boolean isAlive(String cluster, Surroundings around) {
        ClusterView view = around.views().get(cluster);
        return view != null && view.contact() instanceof ClusterView.Contact.Alive;
    }

    /** Empty while that is still to be seen. */
    private Optional<RequestQuestion> question(ObjectId id, RawObject request, Surroundings around) {
        ObjectId certificate = new ObjectId(id.cluster(), TrustKinds.ISSUED_CERTIFICATE, id.namespace(), id.name());
        Rendered want = signers.wanted(certificate);
        if (around.gate()
                .holds(certificate, want == null ? List.of() : want.parents())
                .isPresent()) {
            return Optional.empty();
        }
        if (want == null) {
            return refuse("no VirtualMesh that is in effect asks for a certificate of this name; see the findings and"
                    + " the conditions of the VirtualMesh, or delete the request");
        }
        SignerChoice.Issued there = signers.issued(certificate);
        String spec = SignerChoice.text(CanonicalJson.object(want.json()).path("spec"));
        if (there == null || there.ending() || !there.spec().equals(spec)) {
            return notAsWanted(certificate, around);
        }
        if (isForAnother(request, there)) {
            return refuse(
                    "is a request for an IssuedCertificate that is gone, not for the one of that name now; delete it");
        }
        return isHeld(request, there) ? Optional.empty() : Optional.of(order(certificate, there, want, spec, around));
    }

    /** Whether it says by uid which IssuedCertificate it was made for, and that is not the one that is there. */
    private static boolean isForAnother(RawObject request, SignerChoice.Issued there) {
        String issuedFor =
                request.metadata().path("annotations").path(ISSUED_FOR).asText("");
        boolean another = !issuedFor.isEmpty() && !issuedFor.startsWith(there.uid() + ".");
        for (JsonNode owner : request.metadata().path("ownerReferences")) {
            another |= owner.path("kind").asText("").equals(TrustKinds.ISSUED_CERTIFICATE.kind())
                    && !owner.path("uid").asText("").equals(there.uid());
        }
        return another;
    }

    /**
     * Whether it is signed later: when its mesh trusts the root, or at once when its agent says that this cannot be had. An agent of the
     * reference says nothing, and its requests have no such annotation.
     */
    private boolean isHeld(RawObject request, SignerChoice.Issued there) {
        boolean isOurs = request.metadata().path("annotations").has(ISSUED_FOR);
        boolean isSilent = isOurs && !there.isPinned() && !there.isHeard();
        return signers.isSeen(there.signer()) && (there.isHeld() || isSilent);
    }

    private static Optional<RequestQuestion> refuse(String message) {
        return Optional.of(new RequestQuestion.Refuse(message));
    }

    /** While it is being written there is nothing to say. */
    private static Optional<RequestQuestion> notAsWanted(ObjectId certificate, Surroundings around) {
        OutputState state =
                around.states().apply(certificate).orElse(new OutputState.Pending("has not been looked at"));
        return switch (state) {
            case OutputState.InSync inSync ->
                refuse(certificate.words() + " is not what the plane has written: something on the cluster changes it;"
                        + " find what does, and let it leave the object alone");
            case OutputState.NameTaken taken -> notWritten(certificate, state);
            case OutputState.Refused refused -> notWritten(certificate, state);
            case OutputState.Pending pending -> Optional.empty();
            case OutputState.WaitingFor waiting -> Optional.empty();
            case OutputState.Unreachable unreachable -> Optional.empty();
            case OutputState.Paused paused -> Optional.empty();
            case OutputState.Guarded guarded -> Optional.empty();
        };
    }

    private static Optional<RequestQuestion> notWritten(ObjectId certificate, OutputState state) {
        return Hitches.of(certificate, state).map(hitch -> new RequestQuestion.Refuse(hitch.message()));
    }

    private RequestQuestion order(
            ObjectId certificate, SignerChoice.Issued there, Rendered want, String spec, Surroundings around) {
        JsonNode wantedSpec = CanonicalJson.object(want.json()).path("spec");
        List<String> hosts = new ArrayList<>();
        wantedSpec.path("hosts").forEach(host -> hosts.add(host.asText()));
        Parent parent = want.parents().getFirst();
        Ref secret = SignerChoice.signer(wantedSpec);
        Optional<String> root =
                Optional.of(wantedSpec.at("/trust/signingRoot").asText("")).filter(hash -> !hash.isEmpty());
        return signers.of(parent, secret, around)
                .<RequestQuestion>map(signer -> new RequestQuestion.Sign(
                        certificate,
                        there.uid(),
                        spec,
                        hosts,
                        wantedSpec.path("org").asText(""),
                        signer,
                        root,
                        root.isPresent() ? new TreeSet<>() : signers.rootsInUse(signer.secret())))
                .orElseGet(
                        () -> new RequestQuestion.Refuse("Secret " + secret + ", which has signed until now, is not the"
                                + " one that " + parent.kind() + " " + parent.ref()
                                + " names any more; name it again, or wait until the roots are changed"));
    }
}
