// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An IssuedCertificate as it stands on its cluster: what its agent was told, and what it has seen. Without the times at which it looked.
 *
 * @param parents the VirtualMeshes that it is because of, and what else its annotation names
 * @param signer the Secret of the management cluster that it names
 * @param trust what it says of trust, as it says it
 * @param isStored whether the agent says that a certificate is in use
 * @param rootsHash hash of the bundle that is stored with it; empty when not told
 * @param notAfter when the stored certificate ends, as told; may be empty
 * @param complaint what the agent says somebody has to do something about
 */
public record IssuedFact(
        ObjectId id,
        List<Parent> parents,
        Ref signer,
        Optional<IssuedCertificateSpec.Trust> trust,
        boolean isStored,
        String rootsHash,
        String notAfter,
        Optional<Complaint> complaint,
        Evidence evidence) {

    public IssuedFact {
        parents = List.copyOf(parents);
    }

    /** Reads one; what it says is taken as it is. */
    public static IssuedFact of(RawObject object) {
        return IssuedFacts.of(object);
    }

    /**
     * An error of the agent.
     *
     * @param failed whether there is no certificate for what is asked because of it; during a renewal there is still the old one
     * @param message for people, as the cluster says it; not empty, of bounded length
     */
    public record Complaint(boolean failed, String message) {}

    /**
     * What is seen on the cluster.
     *
     * @param given whether the agent tells any: one that does not knows nothing of {@code spec.trust}
     * @param phase how far what is said now has come; empty when nobody has looked since it is said
     * @param bundle text that istiod has handed out in its own namespace; empty when not told
     * @param istiod SHA-256 of the root over the certificate of istiod; empty when not told
     * @param served SHA-256 of the roots over all certificates that were looked at
     * @param lacking where what is said has not come, at most {@link #MOST}, for people
     * @param way by which roots come to proxies before istiod has a {@code cacerts}; empty when not told
     * @param caCerts whose {@code cacerts} is
     */
    public record Evidence(
            boolean given,
            Optional<EvidencePhase> phase,
            String bundle,
            String istiod,
            SortedSet<String> served,
            List<String> lacking,
            Optional<Way> way,
            CaCerts caCerts) {

        /** How many places are named. */
        public static final int MOST = 4;

        public static final Evidence NONE = new Evidence(
                false, Optional.empty(), "", "", new TreeSet<>(), List.of(), Optional.empty(), CaCerts.OURS);

        public Evidence {
            served = Collections.unmodifiableSortedSet(new TreeSet<>(served));
            lacking = List.copyOf(lacking);
        }
    }

    /**
     * The mesh configuration, as the way by which roots come to proxies.
     *
     * @param configMap name of the ConfigMap that istiod reads
     * @param problem why they do not come to all proxies by it, for people; empty for none
     * @param caCerts whether istiod has a {@code cacerts}
     * @param current whether somebody has looked since the IssuedCertificate says what it says
     * @param trusted SHA-256 of the roots that have come to all proxies by it, as far as somebody has looked since
     * @param trustDomains which it lets in besides the one of the mesh, when somebody looked last; empty when not told
     */
    public record Way(
            String configMap,
            String problem,
            boolean caCerts,
            boolean current,
            SortedSet<String> trusted,
            Optional<SortedSet<String>> trustDomains) {
        public Way {
            trusted = Collections.unmodifiableSortedSet(new TreeSet<>(trusted));
            trustDomains = trustDomains.map(all -> Collections.unmodifiableSortedSet(new TreeSet<>(all)));
        }

        /** Whether roots come to all proxies while they run. */
        public boolean isOpen() {
            return problem.isEmpty() && !configMap.isEmpty();
        }
    }

    /**
     * A {@code cacerts} that somebody else has made.
     *
     * @param current whether somebody has looked since the IssuedCertificate says what it says
     * @param foreignRoot SHA-256 of the first root in it; empty for none that can be read
     * @param problem why it cannot be taken over, for people; empty for none
     * @param takenOver SHA-256 of the first root of one that was taken over; empty for none
     */
    public record CaCerts(boolean current, String foreignRoot, String problem, String takenOver) {

        /** Nobody else's, as far as is told. */
        public static final CaCerts OURS = new CaCerts(false, "", "", "");

        public boolean isForeign() {
            return !foreignRoot.isEmpty() || !problem.isEmpty();
        }
    }

    /** Whether it has no certificate, and its agent has not seen yet by which way its mesh can be brought to trust a root. */
    public boolean isUnseen() {
        return !isStored && evidence.given() && evidence.way().isEmpty();
    }

    /** Whether it has no certificate, and its mesh, which signs with a root of its own, can be brought to trust others while it runs. */
    public boolean isAdoptable() {
        return !isStored
                && !evidence.bundle().isEmpty()
                && evidence.way().filter(way -> way.isOpen() && !way.caCerts()).isPresent();
    }

    public boolean isBecauseOf(Ref virtualMesh) {
        return parents.stream()
                .anyMatch(parent -> parent.kind().equals(ReadKinds.VIRTUAL_MESH.kind())
                        && parent.ref().equals(virtualMesh));
    }
}
