// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The running processes of a plane, known by the Leases they renew. */
public final class Planes {

    /** Names of the Leases, in the install namespace. */
    public static final List<String> LEASES = List.of("mesh-discovery", "mesh-networking");

    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(15);

    private Planes() {}

    /**
     * A Lease.
     *
     * @param holder empty when nobody holds it
     * @param fresh renewed within the duration that it says itself
     */
    public record Held(String name, String holder, String renewed, boolean fresh) {}

    /** Whether any process of the plane is at work. */
    public static boolean runs(Cluster management, String namespace, Instant now)
            throws ApiException, InterruptedException {
        for (String name : LEASES) {
            if (lease(management, namespace, name, now).filter(Held::fresh).isPresent()) {
                return true;
            }
        }
        return false;
    }

    public static Optional<Held> lease(Cluster management, String namespace, String name, Instant now)
            throws ApiException, InterruptedException {
        return management.find(ResourceTypes.LEASE.path(namespace, name)).map(lease -> held(name, lease, now));
    }

    static Held held(String name, ObjectNode lease, Instant now) {
        JsonNode spec = lease.path("spec");
        String holder = spec.path("holderIdentity").asText("");
        String renewed = spec.path("renewTime").asText("");
        Duration duration = spec.path("leaseDurationSeconds").isNumber()
                ? Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong())
                : DEFAULT_DURATION;
        return new Held(name, holder, renewed, !holder.isEmpty() && isWithin(renewed, duration, now));
    }

    private static boolean isWithin(String renewed, Duration duration, Instant now) {
        try {
            return OffsetDateTime.parse(renewed).toInstant().plus(duration).isAfter(now);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
