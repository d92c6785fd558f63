// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A report for people: a line for each object, with what was found under it. */
public final class ReportText {

    private static final int MOST_SHOWN = 20;

    private final StringBuilder out = new StringBuilder();

    private ReportText() {}

    public static String of(Report report) {
        return new ReportText().all(report);
    }

    private String all(Report report) {
        report.objects().forEach(this::object);
        section("About objects that are there already", !report.others().isEmpty());
        limited(report.others(), finding -> finding(finding, finding.subject().toString()));
        section("Not known, so nothing is claimed", !report.unclaimed().isEmpty());
        report.unclaimed().forEach(line -> line("  " + line));
        line("");
        line(summary(report));
        if (report.against() == Report.Against.NOTHING) {
            line(
                    "Each object was looked at by itself. What it refers to and what it is in conflict with is looked at with"
                            + " --snapshot DIR or --live.");
        }
        return out.toString();
    }

    private void section(String title, boolean there) {
        if (there) {
            line("");
            line(title);
        }
    }

    private void object(CheckedObject checked) {
        RawObject object = checked.object();
        line(object.origin() + ": " + object.id().words() + ": "
                + checked.verdict().words() + (checked.note().isEmpty() ? "" : " (" + checked.note() + ")"));
        limited(checked.findings(), finding -> finding(finding, ""));
    }

    private void limited(List<Finding> findings, Consumer<Finding> each) {
        findings.stream().limit(MOST_SHOWN).forEach(each);
        if (findings.size() > MOST_SHOWN) {
            line("  and " + (findings.size() - MOST_SHOWN) + " more; -o json has all");
        }
    }

    private void finding(Finding finding, String subject) {
        line("  " + finding.severity().wire() + " " + finding.code().code()
                + (subject.isEmpty() ? "" : " " + subject)
                + (finding.field().isEmpty() ? "" : " " + finding.field())
                + (finding.target().isEmpty() ? "" : " on " + finding.target()));
        line("    " + finding.message());
        line("    -> " + finding.remedy());
    }

    private static String summary(Report report) {
        List<String> verdicts = new ArrayList<>();
        report.verdicts().forEach((verdict, count) -> verdicts.add(count + " " + verdict.wire()));
        List<String> findings = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            int count = report.severities().getOrDefault(severity, 0);
            if (count > 0) {
                findings.add(count(count, severity.wire()));
            }
        }
        return count(report.objects().size(), "object") + ": " + String.join(", ", verdicts)
                + (findings.isEmpty() ? "" : "; " + String.join(", ", findings));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
