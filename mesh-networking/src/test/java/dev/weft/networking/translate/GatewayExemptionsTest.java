// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which gateways are let through on a cluster where access is denied by default. */
class GatewayExemptionsTest {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String INGRESS = "{app: 'ingress', istio: 'ingressgateway'}";
    private static final String DENY_ALL = "istio-system/global-access-control";
    private static final String LET_IN = "istio-system/allow-ingress-gateway-ingress";

    private final List<RawObject> objects = new ArrayList<>();
    private final List<String> meshes = new ArrayList<>();
    private ClusterKnowledge knowledge = ClusterKnowledge.SYNCED;

    private void put(String apiVersion, String kind, String name, String rest) {
        objects.add(MadeUp.object(ObjectId.MANAGEMENT, apiVersion, kind, "gloo-mesh", name, rest));
    }

    /** @param waysIn of the spec; {@code others} as in the annotation */
    private GatewayExemptionsTest mesh(String name, String namespace, String waysIn, String... others) {
        return meshWith(name, namespace, waysIn, "[" + String.join(",", others) + "]");
    }

    private GatewayExemptionsTest meshWith(String name, String namespace, String waysIn, String annotation) {
        meshes.add("{name: '%s', namespace: 'gloo-mesh'}".formatted(name));
        put(DISCOVERY, "Mesh", name, """
                metadata: {annotations: {'weft.dev/other-gateways': "%s"}},
                spec: {istio: {installation: {cluster: 'c', namespace: '%s', version: '1.28.1'}, ingressGateways: [%s]}}""".formatted(annotation.replace("\"", "\\\""), namespace, waysIn));
        return this;
    }

    private static String other(String namespace, String name, String labels, boolean ingress) {
        return """
                {"service":{"name":"%s","namespace":"%s"},"workloadLabels":%s%s}""".formatted(
                        name,
                        namespace,
                        labels.replace("'", "\"").replaceAll("([a-z]+):", "\"$1\":"),
                        ingress ? ",\"ingress\":true" : "");
    }

    private static String ingress(String namespace) {
        return other(namespace, "ingress", INGRESS, true);
    }

    private GatewayExemptionsTest workload(String namespace, String name, String labels) {
        put(DISCOVERY, "Workload", name + "-" + namespace, """
                spec: {kubernetes: {controller: {name: '%s', namespace: '%s', clusterName: 'c'}, podLabels: %s,
                serviceAccountName: 'of'}, mesh: {name: 'm', namespace: 'gloo-mesh'}}""".formatted(name, namespace, labels));
        return this;
    }

    private GatewayExemptionsTest service(String namespace, String name, String selector) {
        put(DISCOVERY, "TrafficTarget", name + "-" + namespace, """
                spec: {kubeService: {ref: {name: '%s', namespace: '%s', clusterName: 'c'}, workloadSelectorLabels: %s,
                ports: [{port: 80, name: 'http', protocol: 'TCP'}]}, mesh: {name: 'm', namespace: 'gloo-mesh'}}""".formatted(name, namespace, selector));
        return this;
    }

    /** An AccessPolicy that lets some namespace call a Service. */
    private GatewayExemptionsTest access(String namespace, String service) {
        put(POLICIES, "AccessPolicy", "few", """
                metadata: {generation: 1}, spec: {sourceSelector: [{kubeIdentityMatcher: {namespaces: ['shop'], clusters: ['c']}}],
                destinationSelector: [{kubeServiceRefs: {services: [{name: '%s', namespace: '%s', clusterName: 'c'}]}}]}""".formatted(service, namespace));
        return this;
    }

    private Translation translation() {
        List<RawObject> all = new ArrayList<>(objects);
        all.add(MadeUp.object(
                ObjectId.MANAGEMENT, "multicluster.solo.io/v1alpha1", "KubernetesCluster", "gloo-mesh", "c", """
                spec: {clusterDomain: 'cluster.local'}"""));
        all.add(MadeUp.object(ObjectId.MANAGEMENT, POLICIES, "VirtualMesh", "gloo-mesh", "vm", """
                spec: {meshes: [%s], globalAccessPolicy: 'ENABLED'}""".formatted(
                        String.join(", ", meshes))));
        return new NetworkingTranslator()
                .translate(SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false))
                        .knowing("c", knowledge)
                        .changed(all, List.of())
                        .snapshot());
    }

    private static List<String> written(Translation translation) {
        return translation
                .allOutputs()
                .map(output -> output.id().namespace() + "/" + output.id().name())
                .sorted()
                .toList();
    }

    private static List<String> held(Translation translation) {
        return translation
                .held()
                .map(id -> id.namespace() + "/" + id.name())
                .sorted()
                .toList();
    }

    private static List<String> told(Translation translation, String code) {
        return translation
                .allFindings()
                .filter(finding -> finding.code().code().equals(code))
                .map(finding -> finding.message())
                .toList();
    }

    private List<String> codes() {
        return translation()
                .allFindings()
                .map(finding -> finding.code().code())
                .filter(code -> code.startsWith("Gateway"))
                .sorted()
                .toList();
    }

    @Test
    void anIngressGatewayIsLetThrough() {
        mesh("m", "istio-system", "", ingress("istio-system")).workload("istio-system", "ingress", INGRESS);

        assertThat(written(translation())).containsExactly(LET_IN, DENY_ALL);
        assertThat(codes()).isEmpty();
    }

    @Test
    void inTheRootNamespaceItIsClosedWhileWorkloadsElsewhereCarryItsLabels() {
        mesh("m", "istio-system", "", ingress("istio-system"));
        for (int i = 0; i < 7; i++) {
            workload("team-a", "app" + i, "{app: 'ingress', istio: 'ingressgateway', x: 'y'}");
        }

        assertThat(written(translation())).containsExactly(DENY_ALL);
        assertThat(told(translation(), "GatewayLabelsShared"))
                .containsExactly("the gateway behind Service istio-system/ingress of Mesh gloo-mesh/m is denied,"
                        + " because of workloads team-a/app0, team-a/app1, team-a/app2, team-a/app3, team-a/app4 and 2 more,"
                        + " which carry its labels {app=ingress, istio=ingressgateway}: a policy in the root namespace of"
                        + " Istio that lets visitors into it would let everybody into them too");
        assertThat(codes()).containsExactly("GatewayLabelsShared");
    }

    @Test
    void inANamespaceOfItsOwnItIsLetThroughWhoeverCarriesItsLabelsElsewhere() {
        mesh("m", "istio-system", "", ingress("edge")).workload("team-a", "app", INGRESS);

        assertThat(written(translation())).containsExactly("edge/allow-ingress-gateway-ingress", DENY_ALL);
        assertThat(codes()).isEmpty();
    }

    @Test
    void theRootNamespaceOfAnyMeshOfTheClusterIsOne() {
        mesh("m", "istio-system", "", ingress("istio-new"))
                .mesh("n", "istio-new", "")
                .workload("team-a", "app", INGRESS);

        assertThat(written(translation())).containsExactly("istio-new/global-access-control", DENY_ALL);
        assertThat(codes()).containsExactly("GatewayLabelsShared");
    }

    @Test
    void workloadsThatAreLetThroughAnywayCloseNothing() {
        mesh("m", "istio-system", "", ingress("istio-system"), ingress("edge")).workload("edge", "ingress", INGRESS);

        assertThat(written(translation())).containsExactly("edge/allow-ingress-gateway-ingress", LET_IN, DENY_ALL);
        assertThat(codes()).isEmpty();
    }

    @Test
    void anotherIngressGatewayThatPoliciesAreAboutIsNotOpenedFromTheRootNamespace() {
        mesh("m", "istio-system", "", ingress("istio-system"), ingress("edge"))
                .workload("edge", "ingress", INGRESS)
                .service("edge", "ingress", INGRESS)
                .access("edge", "ingress");

        assertThat(written(translation())).containsExactly("edge/ingress", DENY_ALL);
        assertThat(codes()).containsExactly("GatewayLabelsShared", "GatewayLeftToPolicies");
    }

    @Test
    void whileWorkloadsCannotBeReadWhatStandsStays() {
        mesh("m", "istio-system", "", ingress("istio-system"), ingress("edge"));
        knowledge = knowledge.doubting(List.of(new GroupKind("apps", "Deployment")), "Forbidden");

        Translation translation = translation();

        assertThat(written(translation)).containsExactly("edge/allow-ingress-gateway-ingress", DENY_ALL);
        assertThat(held(translation)).containsExactly(LET_IN);
        assertThat(told(translation, "SourceUnknown"))
                .contains(
                        "whether workloads of other namespaces carry the labels {app=ingress, istio=ingressgateway} of"
                                + " the gateway behind Service istio-system/ingress of Mesh gloo-mesh/m cannot be told, so"
                                + " AuthorizationPolicy istio-system/allow-ingress-gateway-ingress stays as it is: kind"
                                + " Deployment.apps of cluster c could not be read (Forbidden)");
    }

    @Test
    void aWayInFromOtherClustersIsLetThroughAndSaidToReachFurther() {
        mesh(
                        "m",
                        "istio-system",
                        "{workloadLabels: {istio: 'ingressgateway'}, externalAddress: '203.0.113.1', externalTlsPort: 15443, tlsContainerPort: 15443}")
                .workload("team-a", "app", INGRESS);

        assertThat(written(translation())).containsExactly("istio-system/allow-ingress-gateway-203-0-113-1", DENY_ALL);
        assertThat(told(translation(), "GatewayLabelsShared"))
                .singleElement()
                .asString()
                .startsWith("requests to workload team-a/app are allowed although access is denied by default");
    }

    @Test
    void anAccessPolicyOnAnIngressGatewayIsNotMadeVoid() {
        mesh("m", "istio-system", "", ingress("istio-system"))
                .service("istio-system", "ingress", INGRESS)
                .access("istio-system", "ingress");

        assertThat(written(translation())).containsExactly(DENY_ALL, "istio-system/ingress");
        assertThat(told(translation(), "GatewayLeftToPolicies"))
                .containsExactly(
                        "the gateway behind Service istio-system/ingress of Mesh gloo-mesh/m is for visitors, and"
                                + " an AccessPolicy is about its pods: requests to it are denied unless an AccessPolicy allows them");
        assertThat(codes()).containsExactly("GatewayLeftToPolicies");
    }

    @Test
    void norIsOneOnAnotherServiceOfItsPods() {
        mesh("m", "istio-system", "", ingress("edge"))
                .service("edge", "inside", "{app: 'ingress'}")
                .access("edge", "inside");

        assertThat(written(translation())).containsExactly("edge/inside", DENY_ALL);
    }

    @Test
    void anAccessPolicyOnOtherPodsLeavesItOpen() {
        mesh("m", "istio-system", "", ingress("edge"))
                .service("edge", "admin", "{app: 'admin'}")
                .access("edge", "admin");

        assertThat(written(translation()))
                .containsExactly("edge/admin", "edge/allow-ingress-gateway-ingress", DENY_ALL);
    }

    @Test
    void aGatewayThatIsNotForVisitorsIsDeniedAndNamed() {
        mesh("m", "istio-system", "", other("istio-system", "egress", "{istio: 'egress'}", false));

        assertThat(written(translation())).containsExactly(DENY_ALL);
        assertThat(told(translation(), "GatewayDenied"))
                .containsExactly(
                        "Service istio-system/egress leads to a gateway of Mesh gloo-mesh/m that is not known as"
                                + " one for visitors from outside, and no AccessPolicy allows requests to it; they are denied");
    }

    @Test
    void nothingIsSaidOfAGatewayWhosePodsAreLetThroughByAnotherName() {
        mesh(
                "m",
                "istio-system",
                "{workloadLabels: {istio: 'ingressgateway'}, externalAddress: '203.0.113.1', externalTlsPort: 15443, tlsContainerPort: 15443}",
                other("istio-system", "inside", INGRESS, false),
                other("edge", "elsewhere", INGRESS, false));

        assertThat(codes()).isEmpty();
    }

    @Test
    void ofTwoMeshesOnAClusterTheFirstNamesAGateway() {
        String egress = other("istio-system", "egress", "{istio: 'egress'}", false);
        mesh("m", "istio-system", "", egress, ingress("istio-system"))
                .mesh("n", "istio-system", "", egress, ingress("istio-system"))
                .workload("team-a", "app", INGRESS);

        assertThat(codes()).containsExactly("GatewayDenied", "GatewayLabelsShared");
    }

    /** An AuthorizationPolicy that exists on the cluster. */
    private static RawObject standing(String namespace, String name, String owner) {
        return MadeUp.object("c", "security.istio.io/v1", "AuthorizationPolicy", namespace, name, """
                metadata: {labels: {'owner.networking.mesh.gloo.solo.io': '%s'}}, spec: {rules: [{}]}""".formatted(owner));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[null]",
                "{}",
                "[{",
                "[] and more",
                "[{\"ingress\":true}]",
                "[{\"service\":{\"name\":\"a/b\",\"namespace\":\"edge\"}}]"
            })
    void whileNobodyCanReadWhichGatewaysThereAreWhatStandsStays(String annotation) {
        objects.add(standing("edge", "allow-ingress-gateway-of-old", "gloo-mesh"));
        objects.add(standing("edge", "allow-ingress-gateway-of-users", ""));
        meshWith("m", "istio-system", "", annotation);

        Translation translation = translation();

        assertThat(written(translation)).containsExactly(DENY_ALL);
        assertThat(held(translation)).containsExactly("edge/allow-ingress-gateway-of-old");
        assertThat(StaleJudge.of(translation, List.of())
                        .in(new ShardId("c", "edge"))
                        .deletes())
                .isEmpty();
        assertThat(told(translation, "GatewaysUnreadable"))
                .containsExactly(
                        "annotation weft.dev/other-gateways of Mesh gloo-mesh/m is no list of gateways, so nobody"
                                + " can tell which ones are for visitors; what lets requests into gateways of cluster c stays as it is");
    }

    @Test
    void whatIsReadTellsWhichPoliciesAreOld() {
        objects.add(standing("edge", "allow-ingress-gateway-of-old", "gloo-mesh"));
        mesh("m", "istio-system", "", ingress("edge"));

        assertThat(held(translation())).isEmpty();
        assertThat(StaleJudge.of(translation(), List.of())
                        .in(new ShardId("c", "edge"))
                        .deletes())
                .extracting(ObjectId::name)
                .containsExactly("allow-ingress-gateway-of-old");
    }

    @Test
    void fieldsOfANewerVersionDisturbNobody() {
        mesh("m", "istio-system", "", ingress("edge").replace("\"ingress\":true", "\"since\":[1],\"ingress\":true"));

        assertThat(written(translation())).containsExactly("edge/allow-ingress-gateway-ingress", DENY_ALL);
    }
}
