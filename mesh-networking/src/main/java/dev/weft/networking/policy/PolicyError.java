// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.Problem;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.FindingCode;
import dev.weft.runtime.status.Subject;

/**
 * Why a policy is refused on a target, or as a whole.
 *
 * @param field JSON path inside the policy
 * @param cluster the cluster it is about, empty when that of the target or none
 */
public record PolicyError(FindingCode code, String field, String message, String cluster) {

    public PolicyError(FindingCode code, String field, String message) {
        this(code, field, message, "");
    }

    static PolicyError of(FindingCode code, Problem problem) {
        return new PolicyError(code, problem.field(), problem.message());
    }

    /** What is said of {@code subject} because of it. */
    public Finding finding(Subject subject) {
        return Finding.of(code, subject, message).onCluster(cluster).at(field);
    }

    /** The text for the {@code errors} of a status. */
    public String text() {
        return field + ": " + message;
    }
}
