// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.operator.CertificateRequests.Surroundings;
import dev.weft.networking.trust.RequestQuestion.Signer;
import dev.weft.networking.trust.RootQuestion;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Roots that the plane is to make, and when each is asked for: as soon as a VirtualMesh wants one, and not when somebody asks for a
 * certificate, because it has to be trusted before. Again after a pause that grows, until the Secret is seen.
 */
final class MissingRoots {

    private final SignerChoice signers;
    private final Backoff backoff;
    private final Map<Ref, RawObject> virtualMeshes = new TreeMap<>();
    private final Map<RootQuestion, Attempts> attempts = new HashMap<>();
    private Optional<Instant> wakeAt = Optional.empty();

    private static final class Attempts {
        private boolean onItsWay;
        private int made;
        private Instant notBefore = Instant.MIN;
    }

    MissingRoots(SignerChoice signers, Backoff backoff) {
        this.signers = signers;
        this.backoff = backoff;
    }

    /** Any object of the management cluster. */
    void put(RawObject object) {
        if (object.id().kind().equals(ReadKinds.VIRTUAL_MESH)) {
            virtualMeshes.put(ref(object.id()), object);
        }
    }

    void gone(ObjectId id) {
        if (id.kind().equals(ReadKinds.VIRTUAL_MESH)) {
            virtualMeshes.remove(ref(id));
        }
    }

    private static Ref ref(ObjectId id) {
        return new Ref(id.namespace(), id.name());
    }

    void answered(RootQuestion question, Instant now) {
        Attempts known = attempts.get(question);
        if (known != null) {
            known.onItsWay = false;
            known.made++;
            known.notBefore = now.plus(backoff.after(known.made));
        }
    }

    /** Roots to be made now. */
    List<Write> decide(Surroundings around, Instant now) {
        wakeAt = Optional.empty();
        List<Write> writes = new ArrayList<>();
        TreeSet<Parent> asking = new TreeSet<>();
        if (isRead(around)) {
            signers.wanted().stream()
                    .filter(output ->
                            around.gate().holds(output.id(), output.parents()).isEmpty())
                    .map(Rendered::parents)
                    .forEach(parents -> asking.add(parents.getFirst()));
        }
        List<RootQuestion> missing = new ArrayList<>();
        for (Parent virtualMesh : asking) {
            RawObject asked = virtualMeshes.get(virtualMesh.ref());
            Optional<RootQuestion> question = missing(virtualMesh, around);
            if (asked != null && question.isPresent()) {
                missing.add(question.get());
                if (isDue(question.get(), now)) {
                    writes.add(new Write.Answer(asked, question.get()));
                }
            }
        }
        attempts.keySet().retainAll(missing);
        return writes;
    }

    /** Empty where no root is missing, or none may be made. */
    private Optional<RootQuestion> missing(Parent virtualMesh, Surroundings around) {
        return signers.of(virtualMesh, around)
                .filter(signer -> !around.translation().snapshot().roots().containsKey(signer.secret()))
                .filter(Signer.Generated.class::isInstance)
                .map(Signer.Generated.class::cast)
                .filter(signer -> signer.notMade().isEmpty())
                .map(RootQuestion::new);
    }

    private static boolean isRead(Surroundings around) {
        ClusterView management = around.views().get(ObjectId.MANAGEMENT);
        return management != null && management.knowledge().of(ReadKinds.SECRET) instanceof Knowledge.Synced;
    }

    private boolean isDue(RootQuestion question, Instant now) {
        Attempts known = attempts.computeIfAbsent(question, absent -> new Attempts());
        if (known.onItsWay) {
            return false;
        }
        if (now.isBefore(known.notBefore)) {
            wakeAt = wakeAt.filter(known.notBefore::isAfter).or(() -> Optional.of(known.notBefore));
            return false;
        }
        known.onItsWay = true;
        return true;
    }

    /** When to decide again although nothing happens; empty for never. */
    Optional<Instant> wakeAt() {
        return wakeAt;
    }
}
