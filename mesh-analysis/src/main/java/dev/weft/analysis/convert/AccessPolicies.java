// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.AccessPolicyStatus;

/** AccessPolicy looks alike in both. Whatever is not understood would have narrowed what it allows, so it is refused. */
final class AccessPolicies implements Body {

    private final Wire wire = new Wire();

    @Override
    public ObjectNode specToV1alpha2(ObjectNode spec, String at, Notes notes) {
        return known(spec, at, notes);
    }

    @Override
    public ObjectNode specToV1(ObjectNode spec, String at, Notes notes) {
        return known(spec, at, notes);
    }

    private ObjectNode known(ObjectNode spec, String at, Notes notes) {
        return wire.known(
                spec,
                AccessPolicySpec.class,
                (field, meant) -> notes.refused(
                        at + "." + field,
                        "does not exist here" + meant
                                + "; without it the policy might allow more than it did. Say it otherwise, or remove it"),
                (field, message) -> notes.refused(at + "." + field, message));
    }

    @Override
    public ObjectNode statusToV1alpha2(ObjectNode status, String at, Notes notes) {
        return PolicyStatuses.toV1alpha2(status, AccessPolicyStatus.class, wire, at, notes);
    }

    @Override
    public ObjectNode statusToV1(ObjectNode status, String at, Notes notes) {
        return PolicyStatuses.toV1(status);
    }
}
