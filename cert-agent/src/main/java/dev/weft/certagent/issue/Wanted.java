// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.pki.Digests;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An IssuedCertificate: what the management side wants here.
 *
 * @param hosts for the request; who signs assigns the names
 * @param secret where the certificate is to be stored
 * @param directive what to restart afterwards
 * @param signer who is to sign it; only for telling one version of this from another
 */
public record Wanted(
        Ref self,
        String uid,
        long generation,
        List<String> hosts,
        String organization,
        Ref secret,
        Optional<Ref> directive,
        Ref signer,
        Trust trust) {

    private static final int SHORT = 16;

    public Wanted {
        hosts = List.copyOf(hosts);
    }

    public static Wanted of(Ref self, String uid, long generation, IssuedCertificateSpec spec) {
        List<String> hosts = spec.hosts() == null
                ? List.of()
                : spec.hosts().stream().filter(Objects::nonNull).toList();
        String organization = spec.org() == null ? "" : spec.org();
        Optional<Ref> directive = Optional.of(Ref.of(spec.podBounceDirective()))
                .filter(ref -> !ref.name().isEmpty());
        return new Wanted(
                self,
                uid,
                generation,
                hosts,
                organization,
                Ref.of(spec.issuedCertificateSecret()),
                directive,
                Ref.of(spec.signingCertificateSecret()),
                Trust.of(spec.trust()));
    }

    /**
     * Identifies what a certificate is made of, as nothing else that ever was on this cluster. What is to be trusted and to be restarted is
     * no part of it, so a change of that asks for no certificate; nor is the root that is to sign, which a certificate shows by itself.
     */
    public String issuedFor() {
        StringBuilder text = new StringBuilder();
        Stream.concat(Stream.of(organization, signer.toString(), secret.toString()), hosts.stream())
                .forEach(part -> text.append(part.length()).append(':').append(part));
        return uid + "." + Digests.sha256(text.toString()).substring(0, SHORT);
    }

    /** The same with the root that is to sign: an answer by another one is of no use. */
    public String askedFor() {
        return trust.signingRoot().isEmpty()
                ? issuedFor()
                : issuedFor() + "." + trust.signingRoot().substring(0, SHORT);
    }

    /** As earlier versions of this agent wrote for both. */
    public String formerIssuedFor() {
        return uid + "." + generation;
    }

    /** Whether a certificate is to be stored at all; with Vault nothing is (C9). */
    public boolean isOurs() {
        return !secret.name().isEmpty();
    }

    /** Why this agent must not do it, with what to do about it. */
    public Optional<String> objection(AgentRules rules) {
        if (!secret.name().equals(Marks.CA_CERTS) || !rules.istioNamespaces().contains(secret.namespace())) {
            return Optional.of(
                    "spec.issuedCertificateSecret names " + secret + ", and this agent writes only the Secret "
                            + Marks.CA_CERTS + " in " + String.join(", ", rules.istioNamespaces())
                            + "; start it with --istio-namespace for the namespace of istiod");
        }
        if (directive.isPresent() && !directive.get().namespace().equals(self.namespace())) {
            return Optional.of("spec.podBounceDirective names " + directive.get()
                    + ", and this agent reads only its own namespace " + self.namespace()
                    + "; put the PodBounceDirective there");
        }
        return Optional.empty();
    }
}
