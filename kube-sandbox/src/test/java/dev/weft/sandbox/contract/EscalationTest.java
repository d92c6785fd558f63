// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write roles gives away only what he has. */
class EscalationTest extends Contract {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final String HOLD = "is attempting to grant RBAC permissions not currently held:\n";

    private String writer;
    private Api jane;

    @BeforeEach
    void aWriterOfRoles() throws InterruptedException {
        writer = "writer-" + namespace;
        jane = api.with("Impersonate-User", writer);
        grant("""
                {"apiGroups":["rbac.authorization.k8s.io"],"resources":["*"],"verbs":["create","update","patch","get"]},\
                {"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]}""");
        eventually(() -> jane.get(configMaps).code() == 200);
    }

    @AfterEach
    void withdraw() {
        for (String plural : new String[] {"clusterrolebindings", "clusterroles"}) {
            api.delete(RBAC + "/" + plural + "/" + writer);
            api.delete(RBAC + "/" + plural + "/given-" + namespace);
        }
    }

    private void grant(String rules) {
        String role = "{\"metadata\":{\"name\":\"" + writer + "\"},\"rules\":[" + rules + "]}";
        if (api.post(RBAC + "/clusterroles", role).code() != 201) {
            api.put(RBAC + "/clusterroles/" + writer, role);
        }
        api.post(RBAC + "/clusterrolebindings", binding(writer, "ClusterRole", writer));
    }

    private String binding(String name, String kind, String role) {
        return "{\"metadata\":{\"name\":\"" + name
                + "\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\""
                + kind + "\",\"name\":\"" + role + "\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"" + writer
                + "\",\"apiGroup\":\"rbac.authorization.k8s.io\"}]}";
    }

    private static String role(String name, String rules) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[" + rules + "]}";
    }

    private String roles() {
        return path("rbac.authorization.k8s.io/v1", "roles");
    }

    private String bindings() {
        return path("rbac.authorization.k8s.io/v1", "rolebindings");
    }

    @Test
    void whatIsHeldMayBeGiven() {
        Reply created = jane.post(
                roles(), role("r", "{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"get\"]}"));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(jane.post(bindings(), binding("b", "Role", "r")).code()).isEqualTo(201);
    }

    @Test
    void whatIsNotHeldIsListedPieceByPiece() {
        Reply refused = jane.post(roles(), role("bad", """
                {"apiGroups":["","apps"],"resources":["configmaps","secrets"],"verbs":["get","delete"]},\
                {"apiGroups":[""],"resources":["pods"],"resourceNames":["a","b"],"verbs":["get"]}"""));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message()).isEqualTo("""
                roles.rbac.authorization.k8s.io "bad" is forbidden: user "%s" (groups=["system:authenticated"]) \
                is attempting to grant RBAC permissions not currently held:
                {APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}
                {APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["get"]}
                {APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}
                {APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}
                {APIGroups:["apps"], Resources:["configmaps"], Verbs:["get" "delete"]}
                {APIGroups:["apps"], Resources:["secrets"], Verbs:["get" "delete"]}""".formatted(writer));
        assertThat(refused.at("details.kind")).isEqualTo("roles");
        assertThat(api.get(roles() + "/bad").code()).isEqualTo(404);
    }

    @Test
    void clusterRolesMayNameOnlyPathsThatAreHeld() {
        Reply refused = jane.post(RBAC + "/clusterroles", role("given-" + namespace, """
                {"nonResourceURLs":["/metrics"],"verbs":["get"]},{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"""));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .endsWith(HOLD + "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n"
                        + "{NonResourceURLs:[\"/metrics\"], Verbs:[\"get\"]}");
    }

    @Test
    void aRoleIsNotWidenedByUpdatePatchOrApply() {
        String widened = "{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]}";
        api.post(roles(), role("r", ""));
        String missing = HOLD + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}";
        assertThat(jane.put(roles() + "/r", role("r", widened)).message()).endsWith(missing);
        assertThat(jane.patch(roles() + "/r", Api.MERGE, "{\"rules\":[" + widened + "]}")
                        .message())
                .endsWith(missing);
        Reply applied = jane.apply(
                roles() + "/r?force=true",
                "m",
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":{\"name\":\"r\"},\"rules\":["
                        + widened + "]}");
        assertThat(applied.message()).endsWith(missing);
        assertThat(applied.code()).isEqualTo(403);
    }

    @Test
    void aRoleThatHoldsMoreIsUntouchable() {
        api.post(roles(), role("r", "{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]}"));
        Reply labelled = jane.patch(roles() + "/r", Api.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertThat(labelled.code()).isEqualTo(403);
        Reply collected =
                jane.patch(roles() + "/r", Api.MERGE, "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");
        assertThat(collected.code()).as(collected.text()).isEqualTo(200);
        api.patch(roles() + "/r", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    void aRoleThatHoldsMoreIsNotBound() {
        Reply admin = jane.post(bindings(), binding("b", "ClusterRole", "cluster-admin"));
        assertThat(admin.code()).isEqualTo(403);
        assertThat(admin.message())
                .isEqualTo(
                        "rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"" + writer
                                + "\" (groups=[\"system:authenticated\"]) " + HOLD
                                + "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}");
        Reply absent = jane.post(bindings(), binding("b", "Role", "absent"));
        assertThat(absent.code()).isEqualTo(404);
        assertThat(absent.message()).isEqualTo("rolebindings.rbac.authorization.k8s.io \"absent\" not found");
        assertThat(api.post(bindings(), binding("b", "Role", "absent")).code()).isEqualTo(201);
    }

    @Test
    void rolesThatGatherOthersAreForAdministrators() {
        String gathering = "{\"metadata\":{\"name\":\"given-" + namespace
                + "\"},\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"a\":\"" + namespace
                + "\"}}]}}";
        Reply refused = jane.post(RBAC + "/clusterroles", gathering);
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .endsWith("is forbidden: must have cluster-admin privileges to use the aggregationRule");
        assertThat(api.post(RBAC + "/clusterroles", gathering).code()).isEqualTo(201);
    }

    @Test
    void theVerbsEscalateAndBindLiftTheLimit() throws InterruptedException {
        String wide = role("wide", "{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]}");
        assertThat(jane.post(roles(), wide).code()).isEqualTo(403);
        grant("{\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"*\"],"
                + "\"verbs\":[\"create\",\"update\",\"get\",\"escalate\",\"bind\"]}");
        eventually(() -> jane.post(roles(), wide).code() == 201);
        assertThat(jane.post(bindings(), binding("b", "Role", "wide")).code()).isEqualTo(201);
    }
}
