// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import static dev.weft.benchmarks.fleet.Json.kubernetes;
import static dev.weft.benchmarks.fleet.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The policies of a fleet, with every feature that acts on Istio. Of twenty in a row, five set time-outs and retries on one to three named
 * services, one has rules for other origins, one delays some requests that have a certain path, header, parameter and method and come from
 * one namespace, one mirrors a tenth of the requests, three split a named service between its versions, three set headers on every service with some {@code app} label wherever it runs, one detects outliers among the
 * services of a team's tier on one cluster, one sets a time-out on all services of a team on one cluster, and four are AccessPolicies for
 * one to three named services.
 */
final class FleetPolicies {

    static final String NAMESPACE = "policies";

    /** Position among twenty of the policy for a whole namespace of a cluster. */
    static final int FOR_A_NAMESPACE = 15;

    /** Position among twenty of a policy for one label on all clusters. */
    static final int FOR_A_LABEL = 11;

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    private final FleetSize size;

    FleetPolicies(FleetSize size) {
        this.size = size;
    }

    List<RawObject> all() {
        List<RawObject> policies = new ArrayList<>();
        for (int i = 0; i < size.policies(); i++) {
            policies.add(policy(i, 0));
        }
        return policies;
    }

    /** @param edit number of edits that were made to it: each gives it another generation and other values */
    RawObject policy(int i, int edit) {
        // A prime step spreads policies over services and clusters without chance.
        int service = i * 389;
        int cluster = i * 7;
        int kind = i % 20;
        if (kind < 8) {
            return trafficPolicy(
                    i, edit, named(service, cluster, 1 + i % 3), onRoutes(kind, service, cluster, i + edit));
        }
        if (kind < FOR_A_LABEL) {
            int split = size.service(service) / 3 * 3;
            return trafficPolicy(i, edit, named(split, cluster, 1), split(split, cluster, edit));
        }
        if (kind < 14) {
            ObjectNode app = object("kubeServiceMatcher", object("labels", object("app", size.name(service))));
            return trafficPolicy(i, edit, List.of(app), headers(i, edit));
        }
        if (kind == 14) {
            ObjectNode tier = object(
                    "labels", object("tier", size.tier(service)),
                    "namespaces", List.of(size.namespace(service)),
                    "clusters", List.of(size.cluster(cluster)));
            return trafficPolicy(i, edit, List.of(object("kubeServiceMatcher", tier)), outliers(edit));
        }
        if (kind == FOR_A_NAMESPACE) {
            ObjectNode team =
                    object("namespaces", List.of(size.namespace(service)), "clusters", List.of(size.cluster(cluster)));
            ObjectNode matcher = object("kubeServiceMatcher", team);
            return trafficPolicy(i, edit, List.of(matcher), object("requestTimeout", (60 + edit % 30) + "s"));
        }
        return accessPolicy(i, edit, service, cluster);
    }

    private RawObject trafficPolicy(int i, int edit, List<ObjectNode> destinations, ObjectNode rules) {
        rules.putArray("destinationSelector").addAll(destinations);
        return written(i, edit, "TrafficPolicy", rules);
    }

    private RawObject written(int i, int edit, String kind, ObjectNode spec) {
        ObjectNode metadata = object(
                "generation", 1 + edit, "creationTimestamp", "2026-10-%02dT%02d:00:00Z".formatted(1 + i % 28, i % 24));
        return kubernetes(
                ObjectId.MANAGEMENT, NETWORKING, kind, NAMESPACE, "policy-%05d".formatted(i), metadata, "spec", spec);
    }

    private List<ObjectNode> named(int service, int cluster, int count) {
        List<ObjectNode> services = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            services.add(ref(service + i, cluster));
        }
        return List.of(object("kubeServiceRefs", object("services", services)));
    }

    private ObjectNode ref(int service, int cluster) {
        return object(
                "name", size.name(service), "namespace", size.namespace(service), "clusterName", size.cluster(cluster));
    }

    private ObjectNode onRoutes(int kind, int service, int cluster, int variant) {
        return switch (kind) {
            case 5 -> origins(variant);
            case 6 -> drill(service, variant);
            case 7 -> mirror(service, cluster, variant);
            default -> retries(variant);
        };
    }

    private static ObjectNode origins(int variant) {
        return object(
                "corsPolicy",
                object(
                        "allowOrigins",
                        List.of(object("exact", "https://shop.example"), object("prefix", "https://preview-")),
                        "allowMethods",
                        List.of("GET", "POST"),
                        "maxAge",
                        (1 + variant % 24) + "h",
                        "allowCredentials",
                        true));
    }

    private ObjectNode drill(int service, int variant) {
        return object(
                "sourceSelector", List.of(object("namespaces", List.of(size.namespace(service + 50)))),
                "httpRequestMatchers",
                        List.of(object(
                                "prefix", "/api/",
                                "headers", List.of(object("name", "x-drill", "value", "on")),
                                "queryParameters", List.of(object("name", "page", "value", "[0-9]+", "regex", true)),
                                "method", object("method", "GET"))),
                "faultInjection", object("fixedDelay", (1 + variant % 5) + "s", "percentage", 25));
    }

    private ObjectNode mirror(int service, int cluster, int variant) {
        return object("mirror", object("kubeService", ref(service + 2, cluster), "percentage", 1 + variant % 10));
    }

    private static ObjectNode retries(int variant) {
        return object(
                "retries",
                object(
                        "attempts",
                        2 + variant % 3,
                        "perTryTimeout",
                        "2s",
                        "retryOn",
                        List.of("connect-failure", "5xx")),
                "requestTimeout",
                (10 + variant % 50) + "s");
    }

    private ObjectNode split(int service, int cluster, int edit) {
        int first = 90 - edit % 50;
        return object(
                "trafficShift",
                object(
                        "destinations",
                        List.of(version(service, cluster, "v1", first), version(service, cluster, "v2", 100 - first))));
    }

    private ObjectNode version(int service, int cluster, String version, int weight) {
        ObjectNode to = ref(service, cluster);
        to.set("subset", object("version", version));
        ObjectNode headers = object("appendResponseHeaders", object("x-version", version));
        return object("kubeService", to, "weight", weight, "headerManipulation", headers);
    }

    private static ObjectNode headers(int i, int edit) {
        return object("headerManipulation", object("appendRequestHeaders", object("x-policy-" + i, "edit-" + edit)));
    }

    private static ObjectNode outliers(int edit) {
        return object(
                "outlierDetection",
                object("consecutiveErrors", 5 + edit % 5, "interval", "10s", "baseEjectionTime", "30s"));
    }

    private RawObject accessPolicy(int i, int edit, int service, int cluster) {
        ObjectNode source = i % 2 == 0
                ? object(
                        "kubeIdentityMatcher",
                        object(
                                "namespaces", List.of(size.namespace(service + 50)),
                                "clusters", List.of(size.cluster(cluster))))
                : object("kubeServiceAccountRefs", object("serviceAccounts", List.of(ref(service + 1, cluster))));
        ObjectNode spec = object(
                "sourceSelector", List.of(source),
                "destinationSelector", named(service, cluster, 1 + i % 3),
                "allowedMethods", edit % 2 == 0 ? List.of("GET") : List.of("GET", "POST"));
        return written(i, edit, "AccessPolicy", spec);
    }
}
