// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

/**
 * How large a fleet is.
 *
 * @param clusters number of clusters
 * @param services services of each cluster, {@link #PER_NAMESPACE} in a namespace
 * @param policies TrafficPolicies and AccessPolicies together
 * @param federation which services can be called from other clusters
 */
public record FleetSize(int clusters, int services, int policies, Federation federation) {

    public static final int PER_NAMESPACE = 50;

    /** Which services a VirtualMesh over all clusters makes callable. */
    public enum Federation {
        /** There is no VirtualMesh. */
        NONE,
        /** All, from every cluster. */
        PERMISSIVE,
        /** Those that policies send to: each cluster sends to three services of the next. */
        ON_DEMAND
    }

    public FleetSize(int clusters, int services, int policies) {
        this(clusters, services, policies, Federation.NONE);
    }

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
        return clusters + " x " + services + " x " + policies
                + switch (federation) {
                    case NONE -> "";
                    case PERMISSIVE -> ", all federated";
                    case ON_DEMAND -> ", federated on demand";
                };
    }
}
