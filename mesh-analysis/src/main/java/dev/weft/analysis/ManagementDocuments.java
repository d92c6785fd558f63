// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.status.ManagementStatuses;
import dev.weft.networking.status.Programming;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the statuses of a pass on the objects they belong to. */
final class ManagementDocuments {

    private ManagementDocuments() {}

    static List<ManagementDocument> of(
            Stream<RawObject> objects, SnapshotAssembly assembly, Translation translation, String now) {
        Map<Ref, DecidedTarget> decided = translation.decidedByRef();
        return of(
                objects,
                new ManagementStatuses(assembly, translation, ref -> Optional.ofNullable(decided.get(ref))),
                now);
    }

    /** Of objects other than TrafficTargets, for whose statuses all decisions have to be looked through. */
    static List<ManagementDocument> ofUsers(
            Stream<RawObject> objects, SnapshotAssembly assembly, Translation translation, String now) {
        return of(objects, new ManagementStatuses(assembly, translation, ref -> Optional.empty()), now);
    }

    private static List<ManagementDocument> of(Stream<RawObject> objects, ManagementStatuses statuses, String now) {
        return objects.flatMap(object -> statuses
                        .of(object.id(), object.status(), generation(object), Programming.OFFLINE, now)
                        .map(status -> new ManagementDocument(object.id(), document(object, status)))
                        .stream())
                .sorted()
                .toList();
    }

    private static long generation(RawObject object) {
        return object.metadata().path("generation").asLong(0);
    }

    private static ObjectNode document(RawObject object, JsonNode status) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("apiVersion", object.apiVersion());
        document.put("kind", object.id().kind().kind());
        ObjectNode metadata = document.putObject("metadata");
        metadata.put("name", object.id().name());
        if (!object.id().namespace().isEmpty()) {
            metadata.put("namespace", object.id().namespace());
        }
        for (String map : List.of("labels", "annotations")) {
            JsonNode value = object.metadata().path(map);
            if (value.isObject() && !value.isEmpty()) {
                metadata.set(map, value);
            }
        }
        if (!object.spec().isMissingNode()) {
            document.set("spec", object.spec());
        }
        if (!status.isMissingNode() && !status.isEmpty()) {
            document.set("status", status);
        }
        return document;
    }
}
