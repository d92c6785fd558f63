// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.kinds.BuiltIns;
import dev.weft.sandbox.kinds.CustomKinds;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.schema.Decoding;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.status.Cause;
import java.util.List;
import java.util.Optional;

/** What an API server would answer to a new object of a custom kind, without a server: for tools that look at files. */
public final class CustomAdmission {
    private final Resource resource;

    private CustomAdmission(Resource resource) {
        this.resource = resource;
    }

    /**
     * An answer.
     *
     * @param unknownFields paths of what the schema does not know ({@code spec.parts[0].zzz}), in the order of the object; a client
     *     decides whether the server drops them or refuses the object
     * @param causes why the object is refused; empty when it is stored
     */
    public record Judgement(List<String> unknownFields, List<Cause> causes) {
        public Judgement {
            unknownFields = List.copyOf(unknownFields);
            causes = List.copyOf(causes);
        }
    }

    /**
     * Reads a definition.
     *
     * @param definition a CustomResourceDefinition that a server has accepted
     * @param version one that it serves
     * @throws IllegalArgumentException when it does not serve that version
     */
    public static CustomAdmission of(JsonNode definition, String version) {
        return CustomKinds.of(definition).stream()
                .filter(resource -> resource.version().equals(version))
                .findFirst()
                .map(CustomAdmission::new)
                .orElseThrow(() -> new IllegalArgumentException("version " + version + " is not served"));
    }

    /**
     * Judges an object as it is created: without its status, where the kind has one of its own.
     *
     * @param sent is not changed
     */
    public Judgement judge(ObjectNode sent) {
        ObjectNode object = sent.deepCopy();
        if (resource.hasStatus()) {
            object.remove("status");
        }
        Schema metadata = BuiltIns.metadata();
        Optional<String> mismatch = Decoding.mismatch(metadata, object.path("metadata"), "ObjectMeta");
        if (mismatch.isPresent()) {
            // A server reads no further.
            return new Judgement(List.of(), List.of(new Cause("FieldValueTypeInvalid", mismatch.get(), "metadata")));
        }
        Fields.dropNulls(resource.schema(), object);
        List<String> unknown = Fields.prune(resource.schema(), object, metadata);
        Fields.fill(resource.schema(), object);
        return new Judgement(unknown, Conformity.of(resource, object, null));
    }
}
