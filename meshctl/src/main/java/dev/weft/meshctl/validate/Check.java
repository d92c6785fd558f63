// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.validate.Validation;
import dev.weft.analysis.validate.Validator;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.networking.NetworkingFinding;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes objects the way they would go on a cluster: an API server first, which stores what fits the definitions; then the plane, which
 * sees what is stored. What is refused is not there for the others, but what the plane can say of it by itself is said too, so that a
 * user need not correct one mistake to hear of the next.
 */
public final class Check {

    private final RenderOptions options;
    private final boolean strict;
    private final Schemas schemas = new Schemas();

    /** @param strict whether an object of no kind of ours is an error */
    public Check(RenderOptions options, boolean strict) {
        this.options = options;
        this.strict = strict;
    }

    /** Looks at each object by itself. */
    public Report alone(List<RawObject> objects) {
        Map<RawObject, List<Finding>> admitted = admit(objects);
        return report(Report.Against.NOTHING, admitted, Validator.alone(ours(objects), options), List.of());
    }

    /** Looks at the objects in a situation. */
    public Report in(RawSnapshot world, Report.Against against, List<RawObject> objects) {
        Map<RawObject, List<Finding>> admitted = admit(objects);
        List<RawObject> stored = ours(objects).stream()
                .filter(object -> !isRefused(admitted.getOrDefault(object, List.of())))
                .toList();
        List<RawObject> refused = ours(objects).stream()
                .filter(object -> isRefused(admitted.getOrDefault(object, List.of())))
                .toList();
        return report(
                against,
                admitted,
                Validator.in(world, stored, options),
                Validator.alone(refused, options).own());
    }

    private Map<RawObject, List<Finding>> admit(List<RawObject> objects) {
        Map<RawObject, List<Finding>> admitted = new LinkedHashMap<>();
        objects.forEach(object -> admitted.put(object, admit(object)));
        return admitted;
    }

    private List<Finding> admit(RawObject object) {
        Subject subject = Subject.of(object.id(), object.apiVersion());
        Optional<ApiKind> kind = kind(object);
        if (kind.isPresent()) {
            return schemas.check(object, kind.get());
        }
        String group = object.id().kind().group();
        List<ApiKind> siblings =
                Kinds.ALL.stream().filter(known -> known.group().equals(group)).toList();
        if (siblings.isEmpty()) {
            return strict
                    ? List.of(Finding.of(ValidationFinding.NOT_OURS, subject, subject + " is of no kind of Weft"))
                    : List.of();
        }
        return List.of(notServed(object, siblings));
    }

    private static Finding notServed(RawObject object, List<ApiKind> siblings) {
        Subject subject = Subject.of(object.id(), object.apiVersion());
        Optional<ApiKind> other = siblings.stream()
                .filter(known -> known.kind().equals(object.id().kind().kind()))
                .findFirst();
        String message = subject + " is of " + object.apiVersion() + ", and Weft serves "
                + other.map(known -> "this kind in " + known.apiVersion())
                        .orElseGet(() -> siblings.getFirst().apiVersion() + " with "
                                + String.join(
                                        ", ",
                                        siblings.stream().map(ApiKind::kind).toList()));
        Finding finding = Finding.of(ValidationFinding.KIND_NOT_SERVED, subject, message)
                .at(other.isPresent() ? "apiVersion" : "kind");
        return object.apiVersion().endsWith("/v1")
                ? finding.withRemedy("Convert it: 'meshctl convert' reads policies and services of Gloo Mesh 1.1.")
                : finding;
    }

    private static Optional<ApiKind> kind(RawObject object) {
        return Kinds.ALL.stream()
                .filter(known -> known.apiVersion().equals(object.apiVersion())
                        && known.kind().equals(object.id().kind().kind()))
                .findFirst();
    }

    private static List<RawObject> ours(List<RawObject> objects) {
        return objects.stream().filter(object -> kind(object).isPresent()).toList();
    }

    private static boolean isRefused(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** @param ofRefused what the plane would say of refused objects, if they were there */
    private static Report report(
            Report.Against against,
            Map<RawObject, List<Finding>> admitted,
            Validation validation,
            List<Finding> ofRefused) {
        Map<Subject, List<Finding>> told =
                Stream.concat(validation.own().stream(), ofRefused.stream()).collect(groupingBy(Finding::subject));
        List<CheckedObject> checked = new ArrayList<>();
        admitted.forEach((object, answers) -> {
            Subject subject = Subject.of(object.id(), object.apiVersion());
            List<Finding> plane = told.getOrDefault(subject, List.of());
            List<Finding> all = Stream.concat(untold(answers, plane).stream(), plane.stream())
                    .sorted()
                    .toList();
            checked.add(new CheckedObject(
                    object, verdict(object, answers, all, validation), note(object, answers, validation), all));
        });
        return new Report(against, checked, validation.others(), validation.unclaimed());
    }

    /** What the plane says of a field is made for people and has a remedy, so an API server need not say it again. */
    private static List<Finding> untold(List<Finding> answers, List<Finding> plane) {
        Set<String> told = plane.stream().map(Check::place).collect(toSet());
        boolean metadata = plane.stream()
                .anyMatch(finding -> finding.code() == NetworkingFinding.UNDECODABLE
                        && finding.field().startsWith("metadata."));
        return answers.stream()
                .filter(finding -> !told.contains(place(finding)))
                // An API server does not say where in the metadata a value is of a wrong type.
                .filter(finding -> !metadata || !finding.field().equals("metadata"))
                .toList();
    }

    private static String place(Finding finding) {
        return finding.severity() + " " + finding.field();
    }

    private static Verdict verdict(RawObject object, List<Finding> answers, List<Finding> all, Validation validation) {
        ObjectId id = object.id();
        if (answers.stream().anyMatch(finding -> finding.code() == ValidationFinding.NOT_OURS)) {
            return Verdict.INVALID; // Whether a server takes it, nobody here knows.
        }
        if (isRefused(answers)) {
            return Verdict.REFUSED;
        }
        if (kind(object).isEmpty()) {
            return Verdict.SKIPPED;
        }
        if (validation.rejected().contains(id) || isRefused(all)) {
            return Verdict.INVALID;
        }
        return validation.undecided().contains(id) ? Verdict.UNDECIDED : Verdict.VALID;
    }

    private static String note(RawObject object, List<Finding> answers, Validation validation) {
        if (kind(object).isEmpty()) {
            return answers.isEmpty() ? "it is of no kind of Weft" : "";
        }
        boolean bySchemaOnly = !validation.judged().contains(object.id()) && !isRefused(answers);
        return bySchemaOnly ? "its schema only: the plane writes this kind itself" : "";
    }
}
