// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import java.util.List;
import java.util.Optional;

/** Converts single objects between the two forms of the API. Objects of other groups pass through. */
public final class Converter {

    /** A kind that has both forms. */
    private record Form(ApiKind ours, String theirs, Body body) {
        String kind(ApiLevel level) {
            return level == ApiLevel.V1 ? theirs : ours.kind();
        }
    }

    private static final String SPEC = "spec";
    private static final String STATUS = "status";

    /** What a server wrote about the old object and what would hinder, or lie, on the new one. */
    private static final List<String> SERVER_FIELDS = List.of("uid", "resourceVersion", "selfLink", "managedFields");

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final List<Form> forms = List.of(
            new Form(Kinds.TRAFFIC_POLICY, Kinds.TRAFFIC_POLICY.kind(), new TrafficPolicies()),
            new Form(Kinds.ACCESS_POLICY, Kinds.ACCESS_POLICY.kind(), new AccessPolicies()),
            new Form(Kinds.TRAFFIC_TARGET, "Destination", new Destinations()));

    /**
     * The object in the form {@code to}.
     *
     * @param object with {@code apiVersion} and {@code kind}; left as it is
     */
    public Conversion convert(ObjectNode object, ApiLevel to) {
        String apiVersion = object.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        String kind = object.path("kind").asText();
        if (!group.endsWith("mesh.gloo.solo.io") || version.equals(to.version())) {
            return new Conversion.Untouched(object);
        }
        ApiLevel from = to == ApiLevel.V1 ? ApiLevel.V1ALPHA2 : ApiLevel.V1;
        if (!version.equals(from.version())) {
            return refused("apiVersion", version + " is neither " + from + " nor " + to);
        }
        Optional<Form> form = forms.stream()
                .filter(known ->
                        known.ours().group().equals(group) && known.kind(from).equals(kind))
                .findFirst();
        if (form.isEmpty()) {
            return refused("kind", kind + " is not converted: " + instead(kind));
        }
        return convert(object, form.get(), to);
    }

    private static Conversion convert(ObjectNode object, Form form, ApiLevel to) {
        Notes notes = new Notes();
        ObjectNode out = Trees.object();
        out.put("apiVersion", form.ours().group() + "/" + to.version());
        out.put("kind", form.kind(to));
        out.set("metadata", metadata(object.path("metadata")));
        if (object.get(SPEC) instanceof ObjectNode spec) {
            out.set(
                    SPEC,
                    to == ApiLevel.V1
                            ? form.body().specToV1(spec, SPEC, notes)
                            : form.body().specToV1alpha2(spec, SPEC, notes));
        } else if (object.hasNonNull(SPEC)) {
            notes.refused(SPEC, "is not an object");
        }
        if (object.get(STATUS) instanceof ObjectNode status && !notes.refuse()) {
            ObjectNode converted = to == ApiLevel.V1
                    ? form.body().statusToV1(status, STATUS, notes)
                    : form.body().statusToV1alpha2(status, STATUS, notes);
            if (!converted.isEmpty()) {
                out.set(STATUS, converted);
            }
        }
        return notes.refuse() ? new Conversion.Refused(notes.all()) : new Conversion.Converted(out, notes.all());
    }

    private static JsonNode metadata(JsonNode metadata) {
        JsonNode out = metadata.deepCopy();
        if (out instanceof ObjectNode fields) {
            fields.remove(SERVER_FIELDS);
            if (fields.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove(LAST_APPLIED);
                if (annotations.isEmpty()) {
                    fields.remove("annotations");
                }
            }
        }
        return out.isMissingNode() ? Trees.object() : out;
    }

    private static Conversion refused(String field, String message) {
        return new Conversion.Refused(List.of(new Note(Note.Weight.REFUSED, field, message)));
    }

    /** What to do about a kind that has no counterpart, or one that is better written anew. */
    private static String instead(String kind) {
        return switch (kind) {
            case "Mesh", "Workload" -> "discovery writes it anew";
            case "VirtualMesh" ->
                "write it anew; 1.1 federates nothing unless selectors or permissive say so, 0.12 and Weft federate everything";
            case "FailoverService" -> "1.1 has VirtualDestination instead; write one";
            case "VirtualDestination" -> "write a FailoverService instead";
            case "Settings" -> "write it anew; see the reference of Settings";
            default -> "it has no counterpart";
        };
    }
}
