// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.TrafficRules;
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

    /** Decodes the spec of {@code object}; unknown fields are reported, and a spec that does not decode is empty. */
    <T> Optional<T> spec(RawObject object, Class<T> type) {
        return decoded(object, type).map(Decoded.Value::value);
    }

    private <T> Optional<Decoded.Value<T>> decoded(RawObject object, Class<T> type) {
        Subject subject = Metadata.subject(object);
        switch (decoder.decode(object.spec(), type)) {
            case Decoded.Value<T> value -> {
                for (String field : value.unknownFields()) {
                    findings.add(Finding.of(
                                    NetworkingFinding.UNKNOWN_FIELD,
                                    subject,
                                    subject + " has a field " + "spec." + field + " that its kind does not know")
                            .at("spec." + field));
                }
                return Optional.of(value);
            }
            case Decoded.Undecodable<T> bad -> {
                String field = bad.field().isEmpty() ? "spec" : "spec." + bad.field();
                String message =
                        field + " of " + subject + " at " + object.origin() + " cannot be read: " + bad.message();
                findings.add(Finding.of(NetworkingFinding.UNDECODABLE, subject, message)
                        .at(field));
                undecodable.add(object);
                return Optional.empty();
            }
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

    private static JsonNode specOf(RawObject object) {
        JsonNode spec = object.spec();
        return spec.isObject() ? spec : object.body().objectNode();
    }
}
