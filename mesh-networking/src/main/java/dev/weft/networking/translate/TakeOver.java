// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.rules.TakeOverRules;
import dev.weft.networking.translate.trust.Rotation;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.util.Optional;

/** How a {@code cacerts} that somebody else has made stands to the VirtualMesh of its mesh. */
sealed interface TakeOver {

    /** It is ours, or there is none, or its agent says nothing of it. */
    record NotForeign() implements TakeOver {}

    /** Nobody has asked for it, so it is left alone. */
    record Left() implements TakeOver {}

    /**
     * It is asked for, and nothing is done about it yet.
     *
     * @param why half a sentence, with what to do
     */
    record Hindered(String why) implements TakeOver {}

    /** Its agent is told, or may be told, to take it over; {@code told} is whether it was. */
    record Goes(boolean told) implements TakeOver {}

    /**
     * What follows from what stands on the cluster. Once an agent was told, and has not looked since, it may have done it already: then that
     * counts, whatever is asked for by now.
     */
    static TakeOver of(IssuedFact fact, TakeOverRules asked) {
        IssuedFact.CaCerts seen = fact.evidence().caCerts();
        if (!seen.isForeign()) {
            return new NotForeign();
        }
        String root = seen.foreignRoot();
        boolean isTold = told(fact).filter(root::equals).isPresent() && (!seen.current() || isOfToday(fact));
        if (isTold && !seen.current()) {
            return new Goes(true);
        }
        if (root.isEmpty() || !asked.roots().contains(root)) {
            return new Left();
        }
        Optional<String> why = seen.problem().isEmpty()
                ? isTold ? Optional.empty() : notReady(fact, root)
                : Optional.of(seen.problem());
        return why.<TakeOver>map(Hindered::new).orElseGet(() -> new Goes(isTold));
    }

    /** Whether what was told holds what istiod hands out by now; else its agent does not do it, and is told anew. */
    private static boolean isOfToday(IssuedFact fact) {
        return fact.trust()
                .map(IssuedCertificateSpec.Trust::bundle)
                .filter(bundle ->
                        bundle != null && bundle.contains(fact.evidence().bundle()))
                .isPresent();
    }

    /** The root by which its agent was told to take it over. */
    static Optional<String> told(IssuedFact fact) {
        return fact.trust().map(IssuedCertificateSpec.Trust::takeOver).filter(root -> root != null && !root.isEmpty());
    }

    /** By what its agent is to be told to take it over, beside the next step; what was said stays until something else is said. */
    static Optional<String> toTell(IssuedFact fact, TakeOverRules asked, Rotation.Told next) {
        if (of(fact, asked) instanceof Goes) {
            return Optional.of(fact.evidence().caCerts().foreignRoot());
        }
        return fact.trust()
                .filter(said -> next.bundle().text().equals(said.bundle())
                        && next.signer().equals(said.signingRoot()))
                .flatMap(said -> told(fact));
    }

    /** Whether its agent was told, has not done it, and is to do it no longer. */
    static boolean isTakenBack(IssuedFact fact, TakeOverRules asked) {
        TakeOver standing = of(fact, asked);
        return told(fact).isPresent() && (standing instanceof Left || standing instanceof Hindered);
    }

    /** It goes on to sign while more is trusted, so istiod must be seen to use it, and to be able to take more. */
    private static Optional<String> notReady(IssuedFact fact, String root) {
        IssuedFact.Evidence evidence = fact.evidence();
        if (!evidence.caCerts().current()) {
            return Optional.of("its agent has not looked at it since it was told something else");
        }
        if (evidence.way().isEmpty()) {
            return Optional.of("its agent does not say whether istiod takes more roots while it runs");
        }
        if (!evidence.way().get().isOpen()) {
            return Optional.of(evidence.way()
                    .map(IssuedFact.Way::problem)
                    .filter(problem -> !problem.isEmpty())
                    .orElse("its agent does not know the mesh configuration that istiod reads"));
        }
        Optional<TrustBundle> running = bundle(evidence.bundle());
        if (running.filter(bundle -> holds(bundle, root)).isEmpty()) {
            return Optional.of(
                    "istiod does not hand out that root (ConfigMap istio-ca-root-cert in its namespace); where"
                            + " it is meant to, restart it, else delete the Secret");
        }
        return running.filter(bundle -> holds(bundle, evidence.istiod())).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "istiod does not show a certificate under the roots that it hands out; let the agent reach"
                                + " it on port 15012");
    }

    private static boolean holds(TrustBundle bundle, String root) {
        return bundle.roots().stream().anyMatch(one -> one.sha256().equals(root));
    }

    private static Optional<TrustBundle> bundle(String pem) {
        try {
            return Optional.of(TrustBundle.read(pem));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }
}
