// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import dev.weft.networking.rules.TrustRules;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.step.Question;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is to be said to a CertificateRequest. */
public sealed interface RequestQuestion extends Question {

    /**
     * A certificate. Whom it is for says the translation, never the request nor what is on the cluster.
     *
     * @param certificate the IssuedCertificate beside the request
     * @param uid of that object, as it was read
     * @param spec of that object as the translation wants it, canonical JSON; the object must say the same when the certificate is signed
     * @param hosts SPIFFE IDs of the authority
     * @param organisation of its subject
     * @param root SHA-256 of the root that the certificate is to lead to; empty where the agent is not told which
     * @param rootsInUse hashes of the roots over certificates of the same signer that are in use; with others it does not sign
     */
    record Sign(
            ObjectId certificate,
            String uid,
            String spec,
            List<String> hosts,
            String organisation,
            Signer signer,
            Optional<String> root,
            SortedSet<String> rootsInUse)
            implements RequestQuestion {
        public Sign {
            hosts = List.copyOf(hosts);
            rootsInUse = Collections.unmodifiableSortedSet(new TreeSet<>(rootsInUse));
        }
    }

    /** No certificate, and why: a sentence that says what to do. */
    record Refuse(String message) implements RequestQuestion {}

    /** Whose key signs. */
    sealed interface Signer {

        /** The Secret of the management cluster that it is in. */
        Ref secret();

        /** A user has put it there. */
        record Provided(Ref secret) implements Signer {}

        /**
         * The plane makes it where it is missing.
         *
         * @param terms what it is to be then
         * @param owner because of whom it is made
         * @param notMade why a new one must not be made now; empty when it may
         */
        record Generated(Ref secret, TrustRules.Root.Generated terms, Parent owner, Optional<String> notMade)
                implements Signer {}

        /** The plane has made it once, for the same VirtualMesh; certificates under it go on until all trust the present one. */
        record Former(Ref secret, Parent owner) implements Signer {}
    }
}
