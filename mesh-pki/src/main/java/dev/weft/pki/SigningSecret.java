// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Secret on the management cluster that holds who signs, in the layout of the reference: {@code key.pem} and {@code root-cert.pem}. A
 * signer that is an intermediate itself also has {@code cert-chain.pem}, which the reference does not know.
 */
public final class SigningSecret {
    public static final String KEY = "key.pem";
    public static final String ROOT_CERT = "root-cert.pem";
    public static final String CERT_CHAIN = "cert-chain.pem";

    private SigningSecret() {}

    /**
     * Reads a signer. Its certificate is the one of the key, in whichever entry it stands, {@code cert-chain.pem} first; the way up to the
     * root may be in any order in both. Trusted are the roots of {@code root-cert.pem} and the one that the signer leads to.
     *
     * @throws PkiException which names the entry
     */
    public static Authority read(Map<String, byte[]> data) throws PkiException {
        SecretText secret = new SecretText(data);
        SigningKey key = secret.required(KEY, "the key that signs", SigningKey::read);
        TrustBundle listed = secret.required(ROOT_CERT, "what is to be trusted", TrustBundle::read);
        List<Certificate> all = new ArrayList<>(
                secret.optional(CERT_CHAIN, Certificate::readAll).orElse(List.of()));
        all.addAll(listed.roots());
        Certificate signer = all.stream()
                .filter(key::fits)
                .findFirst()
                .orElseThrow(() -> new PkiException(
                                Defect.KEY_MISMATCH,
                                "is the key of no certificate in " + ROOT_CERT + " or " + CERT_CHAIN)
                        .in(KEY));
        Chain chain = Chain.upFrom(signer, all);
        try {
            return Authority.of(key, chain, trusted(listed, chain.last()));
        } catch (PkiException e) {
            throw e.in(data.containsKey(CERT_CHAIN) ? CERT_CHAIN : ROOT_CERT);
        }
    }

    private static TrustBundle trusted(TrustBundle listed, Certificate top) {
        List<Certificate> roots = new ArrayList<>(listed.roots());
        // The reference has the signer itself in root-cert.pem; peers must not be told an intermediate as a root.
        roots.removeIf(root -> !root.isSelfSigned());
        if (top.isSelfSigned() && !roots.contains(top)) {
            roots.add(top);
        }
        return roots.isEmpty() || roots.equals(listed.roots()) ? listed : TrustBundle.of(roots);
    }

    /** The entries, sorted by name; {@code cert-chain.pem} only for a signer that is no root. */
    public static Map<String, byte[]> data(Authority authority) {
        Map<String, byte[]> data = new TreeMap<>();
        data.put(KEY, SecretText.bytes(authority.key().pem()));
        data.put(ROOT_CERT, SecretText.bytes(authority.roots().text()));
        if (authority.chain().certificates().size() > 1) {
            data.put(CERT_CHAIN, SecretText.bytes(authority.chain().pem()));
        }
        return data;
    }
}
