// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.networking.rules.Problem;
import dev.weft.networking.rules.TakeOverRules;
import dev.weft.networking.rules.TrafficRules;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes facts of raw objects, one object at a time; what cannot be read becomes a finding on that object and disturbs no other.
 *
 * <p>Findings are collected in the order of the objects.
 */
public final class Facts {

    private static final int MOST_UNKNOWN_FIELDS = 50;

    private final WireDecoder decoder;
    private final List<Finding> findings = new ArrayList<>();
    private final List<RawObject> undecodable = new ArrayList<>();

    public Facts(WireDecoder decoder) {
        this.decoder = decoder;
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Objects that parse but do not decode, in the order met. */
    public List<RawObject> undecodable() {
        return List.copyOf(undecodable);
    }

    /** Decodes the spec of {@code object}; unknown fields are reported, and an object that does not decode is empty. */
    <T> Optional<T> spec(RawObject object, Class<T> type) {
        return decoded(object, type).map(Decoded.Value::value);
    }

    private <T> Optional<Decoded.Value<T>> decoded(RawObject object, Class<T> type) {
        Optional<Problem> metadata = Metadata.problem(object);
        if (metadata.isPresent()) {
            undecodable(object, metadata.get().field(), metadata.get().message());
            return Optional.empty();
        }
        switch (decoder.decode(object.spec(), type)) {
            case Decoded.Value<T> value -> {
                unknownFields(object, value);
                return Optional.of(value);
            }
            case Decoded.Undecodable<T> bad -> {
                undecodable(object, bad.field().isEmpty() ? "spec" : "spec." + bad.field(), bad.message());
                return Optional.empty();
            }
        }
    }

    /** Reports that {@code object} cannot be read because of a field; nothing else becomes of it. */
    void undecodable(RawObject object, String field, String why) {
        Subject subject = Metadata.subject(object);
        findings.add(Finding.of(
                        NetworkingFinding.UNDECODABLE,
                        subject,
                        field + " of " + subject + " at " + object.origin() + " cannot be read: " + why)
                .at(field));
        undecodable.add(object);
    }

    private void unknownFields(RawObject object, Decoded.Value<?> value) {
        Subject subject = Metadata.subject(object);
        List<String> unknown = value.unknownFields();
        for (String path : unknown.subList(0, Math.min(unknown.size(), MOST_UNKNOWN_FIELDS))) {
            String field = "spec." + path;
            Finding finding = Finding.of(
                            NetworkingFinding.UNKNOWN_FIELD,
                            subject,
                            subject + " at " + object.origin() + " has a field " + field
                                    + " that its kind does not know; it is ignored")
                    .at(field);
            String meant = value.meant().get(path);
            findings.add(
                    meant == null
                            ? finding
                            : finding.withRemedy(
                                    "Did you mean " + meant + "? Correct the spelling, or remove the field."));
        }
        if (unknown.size() > MOST_UNKNOWN_FIELDS) {
            findings.add(Finding.of(
                            NetworkingFinding.UNKNOWN_FIELD,
                            subject,
                            subject + " at " + object.origin() + " has " + (unknown.size() - MOST_UNKNOWN_FIELDS)
                                    + " more fields that its kind does not know; they are ignored")
                    .at("spec"));
        }
    }

    void report(Finding finding) {
        findings.add(finding);
    }

    public Optional<TrafficPolicyFact> trafficPolicy(RawObject object) {
        return spec(object, TrafficPolicySpec.class)
                .map(spec -> new TrafficPolicyFact(
                        Metadata.meta(object), TrafficRules.from(spec), Metadata.prior(object), specOf(object)));
    }

    public Optional<AccessPolicyFact> accessPolicy(RawObject object) {
        return decoded(object, AccessPolicySpec.class)
                .map(spec -> new AccessPolicyFact(
                        Metadata.meta(object),
                        AccessRules.from(spec.value(), spec.unknownFields()),
                        Metadata.prior(object),
                        specOf(object)));
    }

    public Optional<VirtualMeshFact> virtualMesh(RawObject object) {
        return spec(object, VirtualMeshSpec.class)
                .map(spec -> new VirtualMeshFact(
                        Metadata.meta(object),
                        VirtualMeshRules.from(spec, Metadata.annotation(object, TakeOverRules.ANNOTATION)),
                        Metadata.prior(object),
                        specOf(object)));
    }

    public Optional<FailoverServiceFact> failoverService(RawObject object) {
        return spec(object, FailoverServiceSpec.class)
                .map(spec -> new FailoverServiceFact(
                        Metadata.meta(object), FailoverRules.from(spec), Metadata.prior(object), specOf(object)));
    }

    private static JsonNode specOf(RawObject object) {
        JsonNode spec = object.spec();
        return spec.isObject() ? spec : object.body().objectNode();
    }
}
