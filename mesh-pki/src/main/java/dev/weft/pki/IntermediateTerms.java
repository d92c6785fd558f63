// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.time.Duration;
import java.util.List;

/**
 * What the signer wants an intermediate to be. All of it comes from the side that signs, nothing from the request.
 *
 * @param organization of the subject; empty for a subject without a name, as the reference wrote it
 * @param hosts alternative names; may be empty if there is an organization
 * @param life from now on; cut where an authority above ends sooner
 * @param pathLength how many authorities may be below it; 0 for one that signs workloads only
 */
public record IntermediateTerms(String organization, List<String> hosts, Duration life, int pathLength) {
    public IntermediateTerms {
        hosts = List.copyOf(hosts);
    }
}
