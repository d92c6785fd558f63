// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.discovery.TrafficTargetSpec;
import dev.weft.api.discovery.TrafficTargetStatus;

/**
 * Destination of 1.1, which is our TrafficTarget. Its status holds which policies were accepted, in which order: that decides who stays
 * accepted, and is converted with it.
 */
final class Destinations implements Body {

    private static final String SPEC = "spec";

    private final Wire wire = new Wire();
    private final TrafficPolicies trafficPolicies = new TrafficPolicies();
    private final AccessPolicies accessPolicies = new AccessPolicies();

    @Override
    public ObjectNode specToV1alpha2(ObjectNode spec, String at, Notes notes) {
        for (String kind : new String[] {"externalService", "virtualDestination"}) {
            if (spec.has(kind)) {
                notes.refused(at + "." + kind, "is no Kubernetes Service; a TrafficTarget is always one");
            }
        }
        if (notes.refuse()) {
            return Trees.object();
        }
        return wire.known(
                spec,
                TrafficTargetSpec.class,
                (field, meant) -> notes.lost(at + "." + field, "is not part of a TrafficTarget" + meant),
                (field, message) -> notes.refused(at + "." + field, message));
    }

    @Override
    public ObjectNode specToV1(ObjectNode spec, String at, Notes notes) {
        return wire.known(
                spec,
                TrafficTargetSpec.class,
                (field, meant) -> notes.lost(at + "." + field, "is no field of a TrafficTarget" + meant),
                (field, message) -> notes.refused(at + "." + field, message));
    }

    @Override
    public ObjectNode statusToV1alpha2(ObjectNode status, String at, Notes notes) {
        ObjectNode out = status.deepCopy();
        accepted(out, "appliedTrafficPolicies", at, notes, trafficPolicies::specToV1alpha2);
        accepted(out, "appliedAccessPolicies", at, notes, accessPolicies::specToV1alpha2);
        return wire.known(
                out,
                TrafficTargetStatus.class,
                (field, meant) -> notes.changed(at + "." + field, "is left out; the plane writes its own status"),
                (field, message) -> notes.lost(
                        at, "is left out, and with it which policies were accepted first: " + field + " " + message));
    }

    @Override
    public ObjectNode statusToV1(ObjectNode status, String at, Notes notes) {
        ObjectNode out = status.deepCopy();
        accepted(out, "appliedTrafficPolicies", at, notes, trafficPolicies::specToV1);
        accepted(out, "appliedAccessPolicies", at, notes, accessPolicies::specToV1);
        return out;
    }

    /** One of the four conversions of a spec. */
    private interface SpecConversion {
        ObjectNode of(ObjectNode spec, String at, Notes notes);
    }

    /** Of a policy whose spec cannot be converted, the reference stays: the order is what counts. */
    private static void accepted(ObjectNode status, String list, String at, Notes notes, SpecConversion conversion) {
        JsonNode policies = status.get(list);
        if (policies == null) {
            return;
        }
        status.set(list, Trees.each(policies, at + "." + list, (policy, path) -> {
            ObjectNode out = policy.deepCopy();
            if (policy.get(SPEC) instanceof ObjectNode spec) {
                Notes own = new Notes();
                out.set(SPEC, conversion.of(spec, path + ".spec", own));
                if (own.refuse()) {
                    out.remove(SPEC);
                    notes.changed(path + ".spec", "is left out; the reference to the policy is kept");
                }
            }
            return out;
        }));
    }
}
