// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.operator.CertificateRequests.Surroundings;
import dev.weft.networking.policy.SignerSecret;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.VirtualMeshReport;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.trust.RequestQuestion.Signer;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.ClusterView;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whose key signs for which IssuedCertificate, and whether a root that is missing may be made. */
final class SignerChoice {

    private final String installNamespace;
    private final Map<ObjectId, Rendered> wanted = new TreeMap<>();
    private final Map<ObjectId, Issued> issued = new TreeMap<>();

    /**
     * An IssuedCertificate as it is on its cluster.
     *
     * @param inUse whether its agent has stored a certificate for this spec
     * @param roots hash of those that its agent says are stored; empty where it does not say
     * @param isPinned whether it says under which root its certificate is to be
     * @param isHeard whether its agent has told anything since it says what it says
     * @param isHeld whether its mesh has to trust the root before it is signed under it
     */
    record Issued(
            String uid,
            boolean ending,
            String spec,
            Ref signer,
            boolean inUse,
            String roots,
            boolean isPinned,
            boolean isHeard,
            boolean isHeld) {}

    SignerChoice(String installNamespace) {
        this.installNamespace = installNamespace;
    }

    void want(Rendered output) {
        if (output.id().kind().equals(TrustKinds.ISSUED_CERTIFICATE)) {
            wanted.put(output.id(), output);
        }
    }

    void unwant(ObjectId id) {
        wanted.remove(id);
    }

    /** Any object of a registered cluster. */
    void put(RawObject object) {
        if (object.id().kind().equals(TrustKinds.ISSUED_CERTIFICATE)) {
            issued.put(object.id(), issued(object));
        }
    }

    void gone(ObjectId id) {
        issued.remove(id);
    }

    Collection<Rendered> wanted() {
        return wanted.values();
    }

    @Nullable
    Rendered wanted(ObjectId certificate) {
        return wanted.get(certificate);
    }

    @Nullable
    Issued issued(ObjectId certificate) {
        return issued.get(certificate);
    }

    private static Issued issued(RawObject object) {
        IssuedFact fact = IssuedFact.of(object);
        return new Issued(
                object.metadata().path("uid").asText(""),
                object.metadata().has("deletionTimestamp"),
                text(object.spec()),
                fact.signer(),
                fact.isStored() && isHeard(object),
                fact.rootsHash(),
                isPinned(object.spec()),
                isHeard(object),
                !isPinned(object.spec())
                        && (object.spec().at("/trust").has("meshConfig") || fact.isUnseen() || fact.isAdoptable()));
    }

    private static boolean isPinned(JsonNode spec) {
        return !spec.at("/trust/signingRoot").asText("").isEmpty();
    }

    private static boolean isHeard(RawObject object) {
        return object.status().path("observedGeneration").asLong(-1)
                == object.metadata().path("generation").asLong(0);
    }

    /** Whether the translation can know the root, and so say when it is trusted. */
    boolean isSeen(Ref signer) {
        return signer.namespace().equals(installNamespace);
    }

    static String text(JsonNode spec) {
        return new String(CanonicalJson.bytes(spec), StandardCharsets.UTF_8);
    }

    /** The Secret that the spec of an IssuedCertificate names. */
    static Ref signer(JsonNode spec) {
        JsonNode signer = spec.path("signingCertificateSecret");
        return new Ref(signer.path("namespace").asText(""), signer.path("name").asText(""));
    }

    /** Hashes of the roots over certificates of a signer that are in use, where nobody says which they are to be. */
    SortedSet<String> rootsInUse(Ref signer) {
        SortedSet<String> roots = new TreeSet<>();
        issued.values().stream()
                .filter(one -> one.inUse()
                        && !one.isPinned()
                        && one.signer().equals(signer)
                        && !one.roots().isEmpty())
                .forEach(one -> roots.add(one.roots()));
        return roots;
    }

    /** The signer that a VirtualMesh names; empty when it asks for none. */
    Optional<Signer> of(Parent virtualMesh, Surroundings around) {
        VirtualMeshReport report = around.translation().virtualMeshes().get(virtualMesh.ref());
        if (report == null || !(report.decision().virtualMesh().rules().trust() instanceof TrustRules.Shared shared)) {
            return Optional.empty();
        }
        Ref secret = SignerSecret.of(virtualMesh.ref(), shared.root(), installNamespace);
        return Optional.of(
                switch (shared.root()) {
                    case TrustRules.Root.Provided provided -> new Signer.Provided(secret);
                    case TrustRules.Root.Generated generated ->
                        new Signer.Generated(secret, generated, virtualMesh, notMade(secret, around));
                });
    }

    /**
     * The signer that an IssuedCertificate names: the one of its VirtualMesh, or one that was made for it before. The name is read off the
     * cluster while roots are changed, so that no other is taken: somebody there could have any Secret sign.
     */
    Optional<Signer> of(Parent virtualMesh, Ref secret, Surroundings around) {
        Optional<Signer> present = of(virtualMesh, around);
        if (present.filter(signer -> signer.secret().equals(secret)).isPresent()) {
            return present;
        }
        return SignerSecret.isMadeFor(virtualMesh.ref(), secret, installNamespace)
                ? present.map(signer -> new Signer.Former(secret, virtualMesh))
                : Optional.empty();
    }

    /**
     * Why no new root must be made in place of one that is gone: meshes that hold certificates under the old one would not trust those under
     * the new one (I5). What cannot be read may hold such.
     */
    private Optional<String> notMade(Ref signer, Surroundings around) {
        for (Map.Entry<ObjectId, Issued> one : issued.entrySet()) {
            Issued there = one.getValue();
            if ((there.inUse() || there.isPinned()) && there.signer().equals(signer)) {
                return Optional.of("a certificate that it signed is in use on cluster "
                        + one.getKey().cluster() + "; restore the Secret from a backup");
            }
        }
        for (Map.Entry<ObjectId, Rendered> one : wanted.entrySet()) {
            String cluster = one.getKey().cluster();
            boolean same = signer(CanonicalJson.object(one.getValue().json()).path("spec"))
                    .equals(signer);
            ClusterView view = around.views().get(cluster);
            if (same
                    && (view == null
                            || view.knowledge().of(TrustKinds.ISSUED_CERTIFICATE) instanceof Knowledge.Unknown)) {
                return Optional.of("a certificate that it signed may be in use on cluster " + cluster
                        + ", which cannot be read; make it answer, or take its mesh out of the VirtualMesh");
            }
        }
        return Optional.empty();
    }
}
