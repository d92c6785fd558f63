// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Chain;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** One root for the istiods of all clusters, which signs a certificate for each to sign with, as the plane and its agents do. */
public final class SharedRoot {

    private static final String ORGANISATION = "weft-lab";
    private static final Duration LIFE = Duration.ofDays(365);

    private final SecureRandom random = new SecureRandom();
    private final Instant now = Instant.now();
    private final Authority root;

    /** A new root. */
    public SharedRoot() throws IOException {
        try {
            root = Authority.selfSigned(new RootTerms(ORGANISATION, LIFE, KeySpec.DEFAULT), now, random);
        } catch (PkiException e) {
            throw new IOException(e);
        }
    }

    /** It, as a mesh configuration has it. */
    public String pem() {
        return root.roots().text();
    }

    /** A Secret {@code cacerts} by which the istiod of a cluster signs (istio.io: Plug in CA Certificates). */
    public String secret() throws IOException {
        try {
            String identity = "spiffe://cluster.local/ns/" + IstioInstall.NAMESPACE + "/sa/istiod";
            SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);
            SigningRequest request = SigningRequest.by(key, ORGANISATION, List.of(identity), random);
            Chain chain =
                    root.issue(request, new IntermediateTerms(ORGANISATION, List.of(identity), LIFE, 0), now, random);
            return """
                apiVersion: v1
                kind: Secret
                metadata: {name: cacerts, namespace: %s}
                data: {%s}
                """.formatted(
                            IstioInstall.NAMESPACE,
                            CaCerts.of(key, chain, root.roots()).data().entrySet().stream()
                                    .map(entry -> entry.getKey() + ": "
                                            + Base64.getEncoder().encodeToString(entry.getValue()))
                                    .collect(Collectors.joining(", ")));
        } catch (PkiException e) {
            throw new IOException(e);
        }
    }
}
