// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

/** What can be wrong with keys and certificates, and what to do about it. One vocabulary for reading, signing and validating. */
public enum Defect {
    /** A text that should hold PEM blocks (RFC 7468) does not, or not whole ones. */
    MALFORMED("write it again, as PEM, from the file that it was copied from"),
    /** A block of another type than what belongs here, for example a key among certificates. */
    WRONG_BLOCK("store here only what belongs here"),
    /** Not exactly as many blocks as belong here. */
    WRONG_COUNT("store exactly as many as belong here"),
    /** The content of a block is not what its label says. */
    UNREADABLE("write it again from the file that it was copied from"),
    /** A key of a kind or size that is not taken. */
    UNSUPPORTED_KEY("use RSA with 2048 to 8192 bits, or ECDSA on P-256 or P-384, not encrypted"),
    /** The parts of a private key contradict each other, or the key does not fit its certificate. */
    KEY_MISMATCH("store the key and the certificate that were made together"),
    /** A signing request that was not signed by the key in it. */
    NO_POSSESSION("make a new request, signed with the key that it is for"),
    /** Names, organizations or terms of life that a certificate cannot have. */
    UNSUITABLE_TERMS("correct the value"),
    /** A certificate that signed others, or should, and is not a certificate authority. */
    NOT_A_CA("use a certificate with basicConstraints CA:TRUE"),
    /** A certificate authority whose key usage or extended key usage does not allow what is asked of it. */
    NOT_ALLOWED_TO_SIGN("use a certificate with keyUsage keyCertSign, and without extendedKeyUsage"),
    /** More authorities below a certificate than its path length allows. */
    PATH_TOO_LONG("use a signer whose path length allows an authority below it"),
    /** A certificate whose life has not begun. */
    NOT_YET_VALID("wait, or correct the clock of the machine that made it"),
    /** A certificate whose life is over. */
    EXPIRED("renew it"),
    /** A certificate that the next one of its chain did not issue, by its name. */
    WRONG_ISSUER("store the chain in order, each certificate followed by its issuer"),
    /** A certificate that the next one of its chain did not sign. */
    BAD_SIGNATURE("store the issuer that signed it; several may have one name"),
    /** A signature with MD5 or SHA-1. */
    WEAK_SIGNATURE("have it signed with SHA-256 or better"),
    /** A critical extension that is not understood, name constraints among them: nobody may ignore it (RFC 5280, 4.2). */
    UNKNOWN_EXTENSION("use a certificate without this extension"),
    /** A chain that leads to no trusted root. */
    UNTRUSTED("add the certificates that are missing up to the root, and the root itself"),
    /** An entry of a Secret that must be there. */
    MISSING_ENTRY("add the entry to the Secret"),
    /** A Secret in a form that is not read. */
    UNSUPPORTED_LAYOUT("store the entries ca-cert.pem, ca-key.pem, cert-chain.pem and root-cert.pem instead");

    private final String remedy;

    Defect(String remedy) {
        this.remedy = remedy;
    }

    /** What to do about it: half a sentence, in the imperative. */
    public String remedy() {
        return remedy;
    }
}
