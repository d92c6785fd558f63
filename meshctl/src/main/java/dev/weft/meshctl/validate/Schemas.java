// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.ApiKind;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.networking.NetworkingFinding;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import dev.weft.sandbox.api.CustomAdmission;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Holds objects against the definitions of this version, as an API server does that has them. */
final class Schemas {

    private final SortedMap<String, String> files = new TreeMap<>(CrdFiles.ofManagement());
    private final Map<ApiKind, Definition> read = new HashMap<>();

    private record Definition(CustomAdmission admission, SchemaRemedies remedies) {}

    Schemas() {
        files.putAll(CrdFiles.ofAgent());
    }

    /** What an API server would say: errors, for which it does not store the object, and fields that it would drop. */
    List<Finding> check(RawObject object, ApiKind kind) {
        Definition definition = read.computeIfAbsent(kind, this::definition);
        CustomAdmission.Judgement judgement = definition.admission().judge(object.body());
        Subject subject = Subject.of(object.id(), object.apiVersion());
        List<Finding> findings = new ArrayList<>();
        for (Cause cause : judgement.causes()) {
            Finding finding = Finding.of(ValidationFinding.SCHEMA_VIOLATION, subject, cause.message())
                    .at(cause.place());
            findings.add(definition
                    .remedies()
                    .of(cause.place())
                    .map(finding::withRemedy)
                    .orElse(finding));
        }
        judgement.unknownFields().stream()
                .map(field -> Finding.of(
                                NetworkingFinding.UNKNOWN_FIELD,
                                subject,
                                subject + " at " + object.origin() + " has a field " + field
                                        + " that its kind does not know; an API server drops it")
                        .at(field))
                .forEach(findings::add);
        return findings;
    }

    private Definition definition(ApiKind kind) {
        String name = kind.plural() + "." + kind.group();
        ObjectNode definition =
                CrdInstaller.definitions(files.subMap(name, name + "\0")).get(name);
        if (definition == null) {
            throw new IllegalStateException("the build has packaged no definition of " + name);
        }
        return new Definition(
                CustomAdmission.of(definition, kind.version()), SchemaRemedies.of(definition, kind.version()));
    }
}
