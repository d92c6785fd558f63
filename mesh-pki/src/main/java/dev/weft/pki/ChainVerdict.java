// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

/** Whether a chain leads to a trusted root, or which certificate breaks it. */
public sealed interface ChainVerdict {

    /**
     * @param root the trusted one that it leads to
     */
    record Trusted(Certificate root) implements ChainVerdict {}

    /**
     * @param position of the certificate in the chain, from 0; the length of the chain for a root that is not in it
     * @param problem one sentence with the certificate's name and no remedy; {@link Defect#remedy} has that
     */
    record Broken(Defect defect, int position, Certificate certificate, String problem) implements ChainVerdict {}
}
