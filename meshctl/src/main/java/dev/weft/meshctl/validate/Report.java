// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was found in files.
 *
 * @param objects in the order of the files
 * @param others findings that objects which are there already would have because of these, ordered
 * @param unclaimed what is not known, so that nothing is claimed about it; a line each
 */
public record Report(Against against, List<CheckedObject> objects, List<Finding> others, List<String> unclaimed) {

    /** What the objects were held against, beside the definitions. */
    public enum Against {
        /** Nothing: each object was looked at by itself. */
        NOTHING,
        /** A snapshot folder. */
        SNAPSHOT,
        /** Running clusters. */
        CLUSTERS
    }

    public Report {
        objects = List.copyOf(objects);
        others = List.copyOf(others);
        unclaimed = List.copyOf(unclaimed);
    }

    /** Whether there is a finding as bad as {@code level}, or an object that is not taken. */
    public boolean fails(Severity level) {
        return objects.stream()
                        .anyMatch(object -> object.verdict() == Verdict.INVALID || object.verdict() == Verdict.REFUSED)
                || findings().anyMatch(finding -> finding.severity().compareTo(level) <= 0);
    }

    private Stream<Finding> findings() {
        return Stream.concat(objects.stream().flatMap(object -> object.findings().stream()), others.stream());
    }

    /** How many objects have which verdict; without those that none has. */
    Map<Verdict, Integer> verdicts() {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        objects.forEach(object -> counts.merge(object.verdict(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** How many findings of each severity there are; without those of which there is none. */
    Map<Severity, Integer> severities() {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        findings().forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }
}
