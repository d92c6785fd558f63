// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.register.OperatorAccounts;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.testkit.Checkout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a user does with a running plane, and what comes of it. Clusters are registered as {@code meshctl cluster register} does it, and
 * both operators have the rights of an installation and no others. The same tests run on kube-sandbox and on real API servers.
 */
@Timeout(120)
public abstract class PlaneSuite {

    private static final String INSTALL = Operators.INSTALL;
    private static final String NETWORKING = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/";
    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final List<String> DISCOVERED = List.of("meshes", "workloads", "traffictargets");
    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters/cluster-1";
    private static final String ISTIO = "/apis/networking.istio.io/v1/namespaces/bookinfo/";
    private static final String ROUTES = ISTIO + "virtualservices/";
    private static final String ACCESS = "/apis/security.istio.io/v1/namespaces/bookinfo/authorizationpolicies/";

    private final Map<String, Endpoint> accounts = new LinkedHashMap<>();
    private PlaneServer management;
    private PlaneServer cluster;
    private Operators operators;

    /**
     * A server for one test.
     *
     * @param name {@code mgmt} or that of a cluster
     * @param objects folder of what it holds, if anything
     */
    protected abstract PlaneServer start(String name, Optional<Path> objects) throws Exception;

    /** Ends the servers of a test; nothing happens for those that did not start. */
    protected abstract void stopServers();

    @BeforeEach
    final void startPlane() throws Exception {
        management = start("mgmt", Optional.empty());
        cluster = start("cluster-1", Optional.of(Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1")));
        for (String yaml : CrdFiles.ofManagement().values()) {
            management.apply("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", yaml);
        }
        management.namespace(INSTALL);
        management.namespace("bookinfo");
        for (OperatorRights rights : List.of(OperatorRights.discovery(), OperatorRights.networking())) {
            accounts.put(
                    rights.account(),
                    OperatorAccounts.install(management.cluster(), management.administrator(), INSTALL, rights));
        }
        operators = new Operators(accounts::get, InstantSource.system(), Operators.Pace.USUAL);
        register();
        startOperators();
    }

    private void register() throws Exception {
        Registering.register(
                management.cluster(), cluster.cluster(), cluster.access(), Registering.agent("weft/cert-agent:test"));
    }

    private void startOperators() {
        operators.startDiscovery();
        operators.startNetworking(management
                .get("/api/v1/namespaces/kube-system")
                .at("/metadata/uid")
                .asText());
    }

    @AfterEach
    final void stopPlane() {
        if (operators != null) {
            operators.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (management != null) {
            management.close();
        }
        stopServers();
    }

    @Test
    void aRegisteredClusterIsDiscoveredAndSaysSo() {
        await(
                "all services",
                () -> management.list(DISCOVERY + "traffictargets").size() == 6);

        for (String type : List.of("Reachable", "Permitted", "Discovered", "Programmed")) {
            management.awaitTrue(CLUSTER, type);
        }
        assertThat(management.list(DISCOVERY + "meshes")).hasSize(1);
    }

    @Test
    void aPolicyIsProgrammedEditedInPlaceAndItsRemovalTakesEverythingAway() {
        timeout("3s");
        awaitProgrammed("trafficpolicies/ratings");
        JsonNode before = cluster.get(ROUTES + "ratings");
        assertThat(before.at("/spec/http/0/timeout").asText()).isEqualTo("3s");
        cluster.mergePatch(ROUTES + "ratings", "{metadata: {labels: {team: a}, finalizers: [example.com/x]}}");

        timeout("4s");

        awaitTimeout("4s");
        JsonNode metadata = cluster.get(ROUTES + "ratings").path("metadata");
        assertThat(metadata.path("uid")).isEqualTo(before.at("/metadata/uid"));
        assertThat(metadata.at("/labels/team").asText()).isEqualTo("a");
        assertThat(metadata.at("/finalizers/0").asText()).isEqualTo("example.com/x");

        cluster.mergePatch(ROUTES + "ratings", "{metadata: {finalizers: null}}");
        management.delete(NETWORKING + "trafficpolicies/ratings");

        await("the route is gone", () -> !cluster.has(ROUTES + "ratings"));
    }

    @Test
    void whatAUserOpensIsClosedAgain() {
        access();
        awaitProgrammed("accesspolicies/ratings");
        JsonNode closed = cluster.get(ACCESS + "ratings").path("spec");

        cluster.mergePatch(ACCESS + "ratings", "{spec: {rules: [{}]}}");

        await(
                "the rules are ours",
                () -> cluster.get(ACCESS + "ratings").path("spec").equals(closed));
    }

    @Test
    void anObjectOfAUserIsNeverTouchedAndThePolicySaysSo() {
        cluster.apply(
                ISTIO + "virtualservices",
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: ratings}, spec: {hosts: [other.example]}}");
        JsonNode theirs = cluster.get(ROUTES + "ratings");

        timeout("3s");

        await(
                "the policy is FAILED",
                () -> management
                        .get(NETWORKING + "trafficpolicies/ratings")
                        .at("/status/state")
                        .asText()
                        .equals("FAILED"));
        assertThat(management
                        .condition(NETWORKING + "trafficpolicies/ratings", "Programmed")
                        .path("reason")
                        .asText())
                .isEqualTo("NameTaken");
        assertThat(cluster.get(ROUTES + "ratings")).isEqualTo(theirs);
    }

    @Test
    void anObjectOf012IsTakenOverInPlace() {
        cluster.apply(ISTIO + "virtualservices", """
                {apiVersion: networking.istio.io/v1, kind: VirtualService, spec: {hosts: [other.example]},
                 metadata: {name: ratings, labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh,
                                                    cluster.multicluster.solo.io: cluster-1}}}""");
        JsonNode uid = cluster.get(ROUTES + "ratings").at("/metadata/uid");

        timeout("3s");

        awaitTimeout("3s");
        assertThat(cluster.get(ROUTES + "ratings").at("/metadata/uid")).isEqualTo(uid);
    }

    @Test
    void I8_aRestartInAConvergedWorldWritesNothing() {
        timeout("3s");
        access();
        awaitProgrammed("trafficpolicies/ratings");
        awaitProgrammed("accesspolicies/ratings");
        management.awaitTrue(CLUSTER, "Programmed");
        Map<String, String> before = awaitQuiet();

        operators.close();
        startOperators();
        await("they lead", () -> operators.running().stream().allMatch(OperatorProcess::leads));

        assertThat(awaitQuiet()).isEqualTo(before);
    }

    @Test
    void aClusterThatIsDeregisteredKeepsNothingOfOurs() throws Exception {
        timeout("3s");
        access();
        awaitProgrammed("trafficpolicies/ratings");
        awaitProgrammed("accesspolicies/ratings");

        Registering.deregister(management.cluster(), cluster.cluster());

        assertThat(DISCOVERED)
                .allSatisfy(
                        kind -> assertThat(management.list(DISCOVERY + kind)).isEmpty());
        assertThat(management.has(CLUSTER)).isFalse();
        assertThat(cluster.has(ROUTES + "ratings")).isFalse();
        assertThat(cluster.has(ACCESS + "ratings")).isFalse();
        assertThat(cluster.has(ROUTES + "bookinfo-entry")).as("of a user").isTrue();
        assertThat(cluster.list("/api/v1/namespaces/" + INSTALL + "/serviceaccounts"))
                .noneMatch(account -> account.at("/metadata/name").asText().startsWith("cluster-1"));
    }

    @Test
    void theAgentIsInstalledOnceAndMayDoItsWorkAndNothingElse() throws Exception {
        Map<String, String> before = agent();
        assertThat(before)
                .as("account, ClusterRole, two Roles, their bindings, Deployment")
                .hasSize(8);
        assertThat(management
                        .get(CLUSTER)
                        .at("/metadata/annotations/weft.dev~1agent-namespace")
                        .asText())
                .isEqualTo(AgentPlace.NAMESPACE);
        assertThat(agentMay("update", "istio-system", "cacerts")).isTrue();
        assertThat(agentMay("get", "istio-system", "other")).isFalse();
        assertThat(agentMay("get", AgentPlace.NAMESPACE, "any")).isTrue();
        assertThat(agentMay("get", INSTALL, "any")).isFalse();

        register();

        assertThat(agent()).isEqualTo(before);

        Registering.deregister(management.cluster(), cluster.cluster());

        assertThat(agent()).isEmpty();
    }

    private boolean agentMay(String verb, String namespace, String secret) {
        return cluster.review("system:serviceaccount:" + AgentPlace.NAMESPACE + ":cert-agent", verb, namespace, secret);
    }

    /** The resourceVersion of each object that registration has installed for the agent. */
    private Map<String, String> agent() {
        Map<String, String> versions = new TreeMap<>();
        for (String collection : List.of(
                "/apis/apps/v1/deployments",
                "/api/v1/serviceaccounts",
                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "/apis/rbac.authorization.k8s.io/v1/roles",
                "/apis/rbac.authorization.k8s.io/v1/rolebindings")) {
            note(cluster, collection + "?labelSelector=app.kubernetes.io/name=cert-agent", versions);
        }
        return versions;
    }

    private void timeout(String timeout) {
        management.apply(NETWORKING + "trafficpolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: ratings},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}],
                        requestTimeout: %s}}""".formatted(timeout));
    }

    private void awaitTimeout(String timeout) {
        await(
                "the timeout " + timeout,
                () -> cluster.get(ROUTES + "ratings")
                        .at("/spec/http/0/timeout")
                        .asText()
                        .equals(timeout));
    }

    private void access() {
        management.apply(NETWORKING + "accesspolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: AccessPolicy, metadata: {name: ratings},
                 spec: {sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: bookinfo-reviews, namespace: bookinfo, clusterName: cluster-1}]}}],
                        destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}]}}""");
    }

    /** Until something is written because of it: before anything is discovered a policy selects nothing, and has written all of that. */
    private void awaitProgrammed(String policy) {
        await("objects of " + policy + " are written", () -> {
            JsonNode programmed = management.condition(NETWORKING + policy, "Programmed");
            return programmed.path("status").asText().equals("True")
                    && programmed.path("message").asText().startsWith("written");
        });
        assertThat(management.get(NETWORKING + policy).at("/status/state").asText())
                .isEqualTo("ACCEPTED");
    }

    /** Until nothing has been written for two seconds: the resourceVersion of every object that operators write. */
    private Map<String, String> awaitQuiet() {
        Object[] last = {written(), System.nanoTime()};
        await("nothing is written", () -> {
            Map<String, String> now = written();
            if (!now.equals(last[0])) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - (long) last[1] > Duration.ofSeconds(2).toNanos();
        });
        return written();
    }

    private Map<String, String> written() {
        Map<String, String> versions = new TreeMap<>();
        DISCOVERED.forEach(kind -> note(management, DISCOVERY + kind, versions));
        for (String collection : List.of(NETWORKING + "trafficpolicies", NETWORKING + "accesspolicies")) {
            note(management, collection, versions);
        }
        note(management, CLUSTER.substring(0, CLUSTER.lastIndexOf('/')), versions);
        note(cluster, ROUTES, versions);
        note(cluster, ISTIO + "destinationrules", versions);
        note(cluster, ACCESS, versions);
        return versions;
    }

    private static void note(PlaneServer server, String collection, Map<String, String> versions) {
        for (JsonNode object : server.list(collection.replaceAll("/$", ""))) {
            JsonNode metadata = object.path("metadata");
            versions.put(
                    server.name() + " " + collection + " "
                            + metadata.path("namespace").asText() + "/"
                            + metadata.path("name").asText(),
                    metadata.path("resourceVersion").asText());
        }
    }
}
