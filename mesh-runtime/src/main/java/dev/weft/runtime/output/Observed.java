// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of an output kind as it exists, reduced to what a decision about writing it needs: not its content, but a hash of that.
 *
 * @param uid which incarnation
 * @param resourceVersion which state of it
 * @param hash what {@link Rendered#hash} of it would be: of apiVersion, kind, name, namespace, our labels and annotations, and all that is
 *     outside metadata and status. So an object is in sync when both are equal, and a field that somebody added is a difference
 * @param ours our labels, as {@code {label: value}}; empty for an object that is not ours
 * @param others what others put into its metadata and a write must keep: {@code labels}, {@code annotations}, {@code finalizers},
 *     {@code ownerReferences}; must not be changed
 * @param ending whether it has been deleted and waits for a finalizer
 */
public record Observed(
        ObjectId id,
        String apiVersion,
        String uid,
        String resourceVersion,
        String hash,
        ObjectNode ours,
        ObjectNode others,
        boolean ending) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> KEPT = List.of("finalizers", "ownerReferences");

    /** What is to be known of {@code object}, when {@code keys} are the ones we write. */
    public static Observed of(RawObject object, MetadataKeys keys) {
        JsonNode metadata = object.metadata();
        ObjectNode ours = NODES.objectNode();
        ObjectNode others = NODES.objectNode();
        ObjectNode reduced = NODES.objectNode();
        ObjectNode reducedMetadata = reduced.putObject("metadata");
        reducedMetadata.put("name", object.id().name());
        if (!object.id().namespace().isEmpty()) {
            reducedMetadata.put("namespace", object.id().namespace());
        }
        metadata.path("labels").properties().forEach(label -> {
            if (keys.isLabel(label.getKey())) {
                ours.set(label.getKey(), label.getValue());
            } else {
                others.withObject("/labels").set(label.getKey(), label.getValue());
            }
        });
        if (!ours.isEmpty()) {
            reducedMetadata.set("labels", ours);
        }
        metadata.path("annotations").properties().forEach(annotation -> {
            boolean our = keys.isAnnotation(annotation.getKey());
            (our ? reducedMetadata : others).withObject("/annotations").set(annotation.getKey(), annotation.getValue());
        });
        KEPT.forEach(field -> {
            if (!metadata.path(field).isEmpty()) {
                others.set(field, metadata.path(field));
            }
        });
        object.body().properties().forEach(field -> {
            if (!field.getKey().equals("metadata") && !field.getKey().equals("status")) {
                reduced.set(field.getKey(), field.getValue());
            }
        });
        return new Observed(
                object.id(),
                object.apiVersion(),
                metadata.path("uid").asText(""),
                metadata.path("resourceVersion").asText(""),
                CanonicalJson.sha256(CanonicalJson.bytes(reduced)),
                ours,
                others,
                metadata.has("deletionTimestamp"));
    }

    /** Whether it is an earlier form of the same object. Numbers grow on one server; anything else cannot be compared. */
    boolean isOlderThan(Observed other) {
        try {
            return uid().equals(other.uid())
                    && Long.parseLong(resourceVersion()) < Long.parseLong(other.resourceVersion());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether {@code other} is the same state of the same incarnation. */
    boolean isSameVersion(@Nullable Observed other) {
        return other != null && uid.equals(other.uid) && resourceVersion.equals(other.resourceVersion);
    }

    /** The value of one of our labels, empty when it has none. */
    public String label(String name) {
        return ours.path(name).asText("");
    }
}
