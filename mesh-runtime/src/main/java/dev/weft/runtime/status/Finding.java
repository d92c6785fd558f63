// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * Something the user should know, with what it concerns and what to do. Ordered by object, target, code, field, then the rest, so
 * that a list of findings has one order only.
 *
 * @param subject the object it is about
 * @param cluster the registered cluster concerned; empty when none in particular
 * @param target key of the TrafficTarget or Mesh concerned; empty when none
 * @param field JSON path inside the object, for example {@code spec.retries.attempts}; empty when the whole object
 * @param message what is the case, naming the things involved
 * @param remedy what to do, in the imperative
 */
public record Finding(
        FindingCode code,
        Severity severity,
        Subject subject,
        String cluster,
        String target,
        String field,
        String message,
        String remedy)
        implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER = comparing(Finding::subject)
            .thenComparing(Finding::target)
            .thenComparing(finding -> finding.code().code())
            .thenComparing(Finding::field)
            .thenComparing(Finding::cluster)
            .thenComparing(Finding::message);

    /** A finding with the severity and remedy of its code, about the whole of {@code subject}. */
    public static Finding of(FindingCode code, Subject subject, String message) {
        return new Finding(code, code.severity(), subject, "", "", "", message, code.remedy());
    }

    public Finding at(String fieldPath) {
        return new Finding(code, severity, subject, cluster, target, fieldPath, message, remedy);
    }

    public Finding onCluster(String clusterName) {
        return new Finding(code, severity, subject, clusterName, target, field, message, remedy);
    }

    public Finding onTarget(String targetKey) {
        return new Finding(code, severity, subject, cluster, targetKey, field, message, remedy);
    }

    public Finding withRemedy(String specificRemedy) {
        return new Finding(code, severity, subject, cluster, target, field, message, specificRemedy);
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
