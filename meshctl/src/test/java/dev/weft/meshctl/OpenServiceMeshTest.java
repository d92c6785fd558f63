// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies on Open Service Mesh become SMI, and allow nothing that they do not say (networking.md 5). */
class OpenServiceMeshTest {

    private static final String ACCESS = "TrafficTarget.access.smi-spec.io";
    private static final String ON_STORE =
            "destinationSelector: [{kubeServiceRefs: {services: [{name: store, namespace: shop, clusterName: north}]}}]\n";
    private static final String BUYER =
            "sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: buyer, namespace: shop, clusterName: north}]}}]\n";

    private static String onOsm(String discovered) {
        return discovered.replace("istiod-istio-system-north", "osm-controller-osm-system-north");
    }

    private static String workload(String name, String account, String label) {
        return onOsm(Discovered.workload(name, "shop", "north", account, label));
    }

    private static Situation empty() {
        Situation situation = InProcess.situation().cluster("north").mgmt("""
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: osm-controller-osm-system-north, namespace: gloo-mesh}
            spec: {osm: {installation: {cluster: north, namespace: osm-system}}}
            """);
        for (String service : new String[] {"store", "store-v1", "store-v2"}) {
            situation.mgmt(onOsm(Discovered.service(service, "shop", "north").yaml()));
        }
        return situation;
    }

    private static Situation shop() {
        return empty().mgmt(workload("store", "store", "app=store"));
    }

    private static String shift(String... backends) {
        StringBuilder text = new StringBuilder(ON_STORE + "trafficShift:\n  destinations:\n");
        for (String backend : backends) {
            String[] parts = backend.split(":", 2);
            text.append("  - {kubeService: {name: %s, namespace: shop, clusterName: north}, weight: %s}\n"
                    .formatted(parts[0], parts[1]));
        }
        return text.toString();
    }

    private static String ours(String apiVersion, String kind, String name) {
        return """
            apiVersion: %s
            kind: %s
            metadata:
              name: %s
              namespace: shop
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: north}
            spec: {}
            """.formatted(apiVersion, kind, name);
    }

    @Test
    void S2_aShiftBecomesATrafficSplit() {
        Outcome outcome = shop().mgmt(Written.trafficPolicy("shop/p", shift("store-v1:40", "store-v2:60")))
                .render();
        JsonNode split = outcome.output("north", "TrafficSplit", "shop", "store");
        assertThat(split.path("apiVersion").asText()).isEqualTo("split.smi-spec.io/v1alpha2");
        assertThat(split.path("spec")).isEqualTo(Texts.tree("""
            service: store.shop
            backends: [{service: store-v1, weight: 40}, {service: store-v2, weight: 60}]
            """));
        assertThat(outcome.status("TrafficPolicy", "shop", "p").path("state").asText())
                .isEqualTo("ACCEPTED");
    }

    @Test
    void theOnlyDestinationGetsEverythingAlsoWithoutAWeight() {
        Outcome outcome = shop().mgmt(Written.trafficPolicy("shop/p", shift("store-v1:0")))
                .render();
        assertThat(outcome.output("north", "TrafficSplit", "shop", "store")
                        .at("/spec/backends/0/weight")
                        .asInt())
                .isEqualTo(100);
    }

    @Test
    void headersOfADestinationCannotBeChangedAndAreNotForgotten() {
        Outcome outcome =
                shop().mgmt(Written.trafficPolicy("shop/p", ON_STORE + """
                trafficShift:
                  destinations:
                  - kubeService: {name: store, namespace: shop, clusterName: north}
                    headerManipulation: {removeResponseHeaders: [x]}
                """)).render();

        assertThat(outcome.findings("UnsupportedByMesh"))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.field()).isEqualTo("spec.trafficShift.destinations[0].headerManipulation"));
        assertThat(outcome.outputs("north")).isEmpty();
    }

    @Test
    void aSecondShiftThatDiffersLosesAndTheFirstStays() {
        Outcome outcome = shop().mgmt(
                        Written.trafficPolicy("shop/a", shift("store-v1:100")),
                        Written.trafficPolicy("shop/b", shift("store-v2:100")))
                .render();
        assertThat(outcome.output("north", "TrafficSplit", "shop", "store")
                        .at("/spec/backends/0/service")
                        .asText())
                .isEqualTo("store-v1");
        assertThat(outcome.findings("FieldConflict"))
                .extracting(ReportedFinding::object)
                .containsExactly("TrafficPolicy shop/b");
    }

    @Test
    void S3_withoutWorkloadsThereIsNobodyToAllowAccessTo() {
        Outcome outcome =
                empty().mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER)).render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("NoBackingWorkloads")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("AccessPolicy shop/p");
            assertThat(finding.cluster()).isEqualTo("north");
        });
    }

    @Test
    void S4_twoServiceAccountsBehindAServiceAreCounted() {
        Outcome outcome = shop().mgmt(workload("store-2", "other", "app=store"))
                .mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER))
                .render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("SeveralServiceAccounts"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("2 service accounts: other, store"));
    }

    @Test
    void S5_BUG_51_anAccessPolicyBecomesATrafficTargetAndItsRoutesBothWithTheirParent() {
        Outcome outcome =
                shop().mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER)).render();
        JsonNode target = outcome.output("north", ACCESS, "shop", "store.p.shop");
        JsonNode routes = outcome.output("north", "HTTPRouteGroup", "shop", "store.p.shop");
        assertThat(target.path("apiVersion").asText()).isEqualTo("access.smi-spec.io/v1alpha3");
        assertThat(routes.path("apiVersion").asText()).isEqualTo("specs.smi-spec.io/v1alpha4");
        assertThat(target.path("spec")).isEqualTo(Texts.tree("""
            destination: {kind: ServiceAccount, name: store, namespace: shop}
            rules: [{kind: HTTPRouteGroup, name: store.p.shop, matches: [p.shop]}]
            sources: [{kind: ServiceAccount, name: buyer, namespace: shop}]
            """));
        assertThat(routes.path("spec"))
                .isEqualTo(Texts.tree("matches: [{name: p.shop, methods: ['*'], pathRegex: .*}]"));
        for (JsonNode output : new JsonNode[] {target, routes}) {
            assertThat(output.at("/metadata/annotations").toString()).contains("Kind=AccessPolicy");
        }
    }

    @Test
    void BUG_50_aSinglePathRestrictsAndItsDotIsADot() {
        Outcome outcome = shop().mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER + "allowedPaths: [/a.b]"))
                .render();
        assertThat(outcome.output("north", "HTTPRouteGroup", "shop", "store.p.shop")
                        .path("spec"))
                .isEqualTo(Texts.tree("matches: [{name: p.shop.0, methods: ['*'], pathRegex: '/a\\.b'}]"));
    }

    @Test
    void BUG_49_aPortThatCannotBeHonouredOpensNothing() {
        Outcome outcome = shop().mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER + "allowedPorts: [8080]"))
                .render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("UnsupportedByMesh"))
                .extracting(ReportedFinding::field)
                .containsExactly("spec.allowedPorts");
    }

    private static Situation database(String... ports) {
        return shop().mgmt(onOsm(
                        Discovered.service("db", "shop", "north").ports(ports).yaml()))
                .mgmt(workload("db", "db", "app=db"));
    }

    private static String onDatabase(String restrictions) {
        return Written.accessPolicy("shop/p", ON_STORE.replace("store", "db") + BUYER + restrictions);
    }

    @Test
    void portsOfATcpServiceBecomeATcpRoute() {
        Outcome outcome = database("tcp-db:5432", "tcp-server-first-admin:5433")
                .mgmt(onDatabase("allowedPorts: [5433, 5432, 5432]"))
                .render();
        assertThat(outcome.exitCode()).as(outcome.stdout()).isZero();
        JsonNode route = outcome.output("north", "TCPRoute", "shop", "db.p.shop");
        assertThat(route.path("apiVersion").asText()).isEqualTo("specs.smi-spec.io/v1alpha4");
        assertThat(route.path("spec")).isEqualTo(Texts.tree("matches: {ports: [5432, 5433]}"));
        assertThat(outcome.output("north", ACCESS, "shop", "db.p.shop").path("spec"))
                .isEqualTo(Texts.tree("""
            destination: {kind: ServiceAccount, name: db, namespace: shop}
            rules: [{kind: TCPRoute, name: db.p.shop}]
            sources: [{kind: ServiceAccount, name: buyer, namespace: shop}]
            """));
        assertThat(outcome.outputs("north")).hasSize(2);
    }

    @Test
    void aTcpServiceWithoutPortsInThePolicyIsOpenOnAllOfThem() {
        Outcome outcome = database("tcp-db:5432").mgmt(onDatabase("")).render();
        assertThat(outcome.outputs("north"))
                .containsExactly("HTTPRouteGroup.shop.db.p.shop", ACCESS + ".shop.db.p.shop");
        assertThat(outcome.status("AccessPolicy", "shop", "p").path("state").asText())
                .isEqualTo("ACCEPTED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp-db:5432|allowedPaths: [/a]|spec.allowedPaths|none of its ports is HTTP",
                "tcp-db:5432|allowedMethods: [GET]|spec.allowedMethods|none of its ports is HTTP",
                "http:80 tcp-db:5432|allowedPaths: [/a]|spec.allowedPaths|TCP port of the same service account would be allowed too: db:5432",
                "http:80 tcp-db:5432|allowedMethods: [GET]|spec.allowedMethods|would be allowed too: db:5432",
                "http:80 tcp-db:5432|allowedPorts: [5432]|spec.allowedPorts|all ports of the Service are TCP",
                "db:5432|allowedPorts: [5432]|spec.allowedPorts|all ports of the Service are TCP",
            })
    void whatWouldOpenMoreThanThePolicySaysIsRefused(String ports, String restriction, String field, String why) {
        Outcome outcome =
                database(ports.split(" ")).mgmt(onDatabase(restriction)).render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("UnsupportedByMesh")).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo(field);
            assertThat(finding.message()).contains(why);
        });
    }

    /** Access is to a service account, so what else it serves is opened as well. */
    @Test
    void aPolicyAboutRequestsDoesNotOpenTheTcpServiceBesides() {
        String policy = Written.accessPolicy("shop/p", ON_STORE + BUYER + "allowedPaths: [/a]");
        Situation apart = database("tcp-db:5432").mgmt(policy);
        assertThat(apart.render().exitCode()).isZero();

        Outcome together = shop().mgmt(onOsm(Discovered.service("db", "shop", "north")
                        .selector("app=store")
                        .ports("tcp-db:5432")
                        .yaml()))
                .mgmt(policy)
                .render();
        assertThat(together.outputs("north")).isEmpty();
        assertThat(together.findings("UnsupportedByMesh"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("db:5432"));
    }

    @Test
    void aPolicyThatComesToNamePortsLosesItsRequests() {
        Outcome outcome = database("tcp-db:5432")
                .cluster(
                        "north",
                        ours("access.smi-spec.io/v1alpha3", "TrafficTarget", "db.p.shop"),
                        ours("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", "db.p.shop"))
                .mgmt(onDatabase("allowedPorts: [5432]"))
                .render();
        assertThat(outcome.deletes()).containsExactly("north HTTPRouteGroup.shop.db.p.shop");
        assertThat(outcome.outputs("north")).contains("TCPRoute.shop.db.p.shop");
    }

    @Test
    void whereSomebodyElseHoldsThePortsNoAccessIsGivenByThem() {
        Outcome outcome = database("tcp-db:5432")
                .cluster("north", """
                    apiVersion: specs.smi-spec.io/v1alpha4
                    kind: TCPRoute
                    metadata: {name: db.p.shop, namespace: shop}
                    spec: {matches: {ports: [1]}}
                    """)
                .mgmt(onDatabase("allowedPorts: [5432]"))
                .render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("NameTaken")).hasSize(2);
    }

    @Test
    void aWorkloadThatSharesTheAccountIsNamed() {
        Outcome outcome = shop().mgmt(workload("vault", "store", "app=vault"))
                .mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER))
                .render();
        assertThat(outcome.findings("ServiceAccountShared"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("vault"));
    }

    @Test
    void whereSomebodyElseHoldsTheRoutesNoAccessIsGivenByThem() {
        String foreign = """
            apiVersion: specs.smi-spec.io/v1alpha4
            kind: HTTPRouteGroup
            metadata: {name: store.p.shop, namespace: shop}
            spec: {matches: [{name: p.shop, methods: ['*'], pathRegex: .*}]}
            """;
        Outcome outcome = shop().cluster("north", foreign)
                .mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER + "allowedPaths: [/a]"))
                .render();
        assertThat(outcome.outputs("north")).isEmpty();
        assertThat(outcome.findings("NameTaken")).hasSize(2);
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void whatNoPolicyAsksForAnyMoreIsDeleted() {
        Outcome outcome = shop().cluster(
                        "north",
                        ours("split.smi-spec.io/v1alpha2", "TrafficSplit", "store"),
                        ours("access.smi-spec.io/v1alpha3", "TrafficTarget", "store.gone.shop"),
                        ours("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", "store.gone.shop"))
                .render();
        assertThat(outcome.deletes())
                .containsExactly(
                        "north HTTPRouteGroup.shop.store.gone.shop",
                        "north TrafficSplit.shop.store",
                        "north " + ACCESS + ".shop.store.gone.shop");
    }

    @Test
    void whatIsUnknownTakesNoAccessAway() {
        Outcome outcome = empty().mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER + "") + """
            status:
              state: ACCEPTED
              observedGeneration: 1
              trafficTargets: {store-shop-north.gloo-mesh.: {state: ACCEPTED}}
            """)
                .cluster(
                        "north",
                        ours("access.smi-spec.io/v1alpha3", "TrafficTarget", "store.p.shop"),
                        ours("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", "store.p.shop"))
                .unknown("north", "apps/v1", "Deployment", "Forbidden")
                .render();
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.status("AccessPolicy", "shop", "p").path("state").asText())
                .isEqualTo("ACCEPTED");
        assertThat(outcome.findings("NoBackingWorkloads")).isEmpty();
    }

    @Test
    void theVersionThatTheClusterServesIsWritten() {
        String definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: traffictargets.access.smi-spec.io}
            spec:
              group: access.smi-spec.io
              names: {kind: TrafficTarget, plural: traffictargets}
              scope: Namespaced
              versions: [{name: v1alpha3, served: false, storage: false}, {name: v1alpha2, served: true, storage: true}]
            """;
        Outcome outcome = shop().cluster("north", definition)
                .mgmt(Written.accessPolicy("shop/p", ON_STORE + BUYER))
                .render();
        assertThat(outcome.output("north", ACCESS, "shop", "store.p.shop")
                        .path("apiVersion")
                        .asText())
                .isEqualTo("access.smi-spec.io/v1alpha2");
        assertThat(outcome.findings("ServedVersionAssumed"))
                .extracting(ReportedFinding::message)
                .allSatisfy(message -> assertThat(message).contains("smi-spec.io"))
                .hasSize(3);
    }
}
