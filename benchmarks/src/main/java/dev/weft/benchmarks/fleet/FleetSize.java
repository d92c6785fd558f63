// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

/**
 * How large a fleet is.
 *
 * @param clusters number of clusters
 * @param services services of each cluster, {@link #PER_NAMESPACE} in a namespace
 * @param policies TrafficPolicies and AccessPolicies together
 */
public record FleetSize(int clusters, int services, int policies) {

    public static final int PER_NAMESPACE = 50;

    public FleetSize {
        if (clusters < 1 || services < 1 || policies < 0) {
            throw new IllegalArgumentException("a fleet has clusters and services");
        }
    }

    String cluster(int number) {
        return "cluster-%03d".formatted(Math.floorMod(number, clusters));
    }

    String namespace(int service) {
        return "team-%03d".formatted(service(service) / PER_NAMESPACE);
    }

    String name(int service) {
        return "app-%04d".formatted(service(service));
    }

    int service(int number) {
        return Math.floorMod(number, services);
    }

    /** Every third service runs in two versions. */
    boolean hasTwoVersions(int service) {
        return service(service) % 3 == 0;
    }

    String tier(int service) {
        return switch (service(service) % 10) {
            case 0, 1 -> "edge";
            case 2, 3, 4, 5, 6 -> "middle";
            default -> "data";
        };
    }

    @Override
    public String toString() {
        return clusters + " x " + services + " x " + policies;
    }
}
