// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTest extends Contract {
    private static final String RBAC = "rbac.authorization.k8s.io/v1";

    private String account;

    @BeforeEach
    void fill() {
        account = "system:serviceaccount:" + namespace + ":robot";
        api.post(path("v1", "serviceaccounts"), "{\"metadata\":{\"name\":\"robot\"}}");
        api.post(configMaps, configMap("a"));
    }

    private void role(String rules) {
        api.post(path(RBAC, "roles"), "{\"metadata\":{\"name\":\"r\"},\"rules\":[" + rules + "]}");
    }

    private void bind() {
        Reply bound = api.post(
                path(RBAC, "rolebindings"),
                "{\"metadata\":{\"name\":\"b\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\","
                        + "\"name\":\"r\"},\"subjects\":[{\"kind\":\"ServiceAccount\",\"name\":\"robot\",\"namespace\":\""
                        + namespace + "\"}]}");
        assertThat(bound.code()).isEqualTo(201);
    }

    private String token(String spec) {
        Reply reply = api.post(path("v1", "serviceaccounts") + "/robot/token", "{\"spec\":" + spec + "}");
        assertThat(reply.code()).as(reply.text()).isEqualTo(201);
        return reply.at("status.token");
    }

    private Api robot(String token) {
        return Api.of(target.url(), target.authority(), token);
    }

    @Test
    void whatIsNotAllowedIsForbiddenInWords() {
        Api robot = robot(token("{}"));
        Reply one = robot.get(configMaps + "/a");
        assertThat(one.code()).isEqualTo(403);
        assertThat(one.message())
                .isEqualTo("configmaps \"a\" is forbidden: User \"" + account
                        + "\" cannot get resource \"configmaps\" in API" + " group \"\" in the namespace \"" + namespace
                        + "\"");
        assertThat(one.at("details.name")).isEqualTo("a");
        Reply all = robot.get("/apis/apps/v1/deployments");
        assertThat(all.message())
                .isEqualTo("deployments.apps is forbidden: User \"" + account
                        + "\" cannot list resource \"deployments\" in API" + " group \"apps\" at the cluster scope");
        assertThat(robot.get("/metrics").message())
                .isEqualTo("forbidden: User \"" + account + "\" cannot get path \"/metrics\"");
        assertThat(robot.get("/version").code()).isEqualTo(200);
        assertThat(robot.get("/apis").code()).isEqualTo(200);
    }

    @Test
    void aBindingCountsFromNowOn() throws InterruptedException {
        Api robot = robot(token("{}"));
        role("{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"get\",\"list\"]}");
        bind();
        eventually(() -> robot.get(configMaps + "/a").code() == 200);
        assertThat(robot.get(configMaps).code()).isEqualTo(200);
        assertThat(robot.delete(configMaps + "/a").code()).isEqualTo(403);
        assertThat(robot.get("/api/v1/namespaces/default/configmaps").code()).isEqualTo(403);
        api.delete(path(RBAC, "rolebindings") + "/b");
        eventually(() -> robot.get(configMaps + "/a").code() == 403);
    }

    @Test
    void rulesMayNameObjectsAndSubresources() throws InterruptedException {
        api.post(configMaps, configMap("b"));
        role("{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"resourceNames\":[\"a\"],\"verbs\":[\"get\"]},"
                + "{\"apiGroups\":[\"apps\"],\"resources\":[\"deployments/status\"],\"verbs\":[\"patch\"]}");
        bind();
        Api robot = robot(token("{}"));
        eventually(() -> robot.get(configMaps + "/a").code() == 200);
        assertThat(robot.get(configMaps + "/b").code()).isEqualTo(403);
        api.post(path("apps/v1", "deployments"), WriteTest.DEPLOYMENT);
        String deployment = path("apps/v1", "deployments") + "/d";
        assertThat(robot.patch(deployment + "/status", Api.MERGE, "{\"status\":{\"replicas\":1}}")
                        .code())
                .isEqualTo(200);
        assertThat(robot.patch(deployment, Api.MERGE, "{\"spec\":{\"replicas\":1}}")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void whoMayListAnObjectByNameHasToAskForItByName() throws InterruptedException {
        api.post(configMaps, configMap("b"));
        role(
                "{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"resourceNames\":[\"a\"],\"verbs\":[\"get\",\"list\"]}");
        bind();
        Api robot = robot(token("{}"));
        eventually(() -> robot.get(configMaps + "/a").code() == 200);
        assertThat(robot.get(configMaps + "?fieldSelector=metadata.name%3Da").code())
                .isEqualTo(200);
        assertThat(robot.get(configMaps + "?fieldSelector=metadata.name%3Db").code())
                .isEqualTo(403);
        assertThat(robot.get(configMaps + "?fieldSelector=metadata.name!%3Da").code())
                .isEqualTo(403);
        assertThat(robot.get(configMaps).code()).isEqualTo(403);
    }

    @Test
    void whoMayUpdateOrPatchMayNotCreateByIt() throws InterruptedException {
        role("{\"apiGroups\":[\"\",\"coordination.k8s.io\"],\"resources\":[\"configmaps\",\"leases\"],"
                + "\"verbs\":[\"get\",\"update\",\"patch\"]}");
        bind();
        Api robot = robot(token("{}"));
        String lease = path("coordination.k8s.io/v1", "leases") + "/l";
        eventually(() -> robot.get(lease).code() == 404);
        Reply put = robot.put(lease, "{\"metadata\":{\"name\":\"l\"}}");
        assertThat(put.code()).isEqualTo(403);
        assertThat(put.message())
                .isEqualTo("leases.coordination.k8s.io \"l\" is forbidden: User \"" + account
                        + "\" cannot create resource \"leases\" in API group \"coordination.k8s.io\" in the namespace \""
                        + namespace + "\"");
        assertThat(robot.apply(configMaps + "/new", "m", configMap("new")).message())
                .contains("configmaps \"new\" is forbidden: User \"" + account + "\" cannot create");
    }

    @Test
    void wrongTokensAreUnauthorizedAndNoneIsAnonymous() {
        Reply wrong = robot("nonsense").get(configMaps);
        assertThat(wrong.code()).isEqualTo(401);
        assertThat(wrong.text().strip())
                .isEqualTo(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                                + "\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}");
        Reply anonymous = robot("").get(configMaps);
        assertThat(anonymous.code()).isEqualTo(403);
        assertThat(anonymous.message()).contains("User \"system:anonymous\" cannot list resource \"configmaps\"");
        assertThat(robot("").get("/healthz").code()).isEqualTo(200);
    }

    @Test
    void tokensAreForTheirAudience() {
        String other = token("{\"audiences\":[\"elsewhere\"]}");
        assertThat(robot(other).get("/version").code()).isEqualTo(401);
        Reply review = api.post(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "{\"spec\":{\"token\":\"" + other + "\",\"audiences\":[\"elsewhere\"]}}");
        boolean authenticated = review.node("status.authenticated").asBoolean();
        assertThat(authenticated || !ContractTarget.isSandbox()).isTrue();
        assertThat(api.post(path("v1", "serviceaccounts") + "/robot/token", "{\"spec\":{\"expirationSeconds\":5}}")
                        .code())
                .isEqualTo(422);
    }

    @Test
    void aTokenDiesWithItsAccount() throws InterruptedException {
        Api robot = robot(token("{}"));
        assertThat(robot.get("/version").code()).isEqualTo(200);
        api.delete(path("v1", "serviceaccounts") + "/robot");
        eventually(() -> robot.get("/version").code() == 401);
    }

    @Test
    void tokenReviewSaysWhoseTokenItIs() {
        String reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
        Reply good = api.post(reviews, "{\"spec\":{\"token\":\"" + token("{}") + "\"}}");
        assertThat(good.code()).isEqualTo(201);
        assertThat(good.at("status.authenticated")).isEqualTo("true");
        assertThat(good.at("status.user.username")).isEqualTo(account);
        assertThat(good.node("status.user.groups").toString()).contains("system:serviceaccounts:" + namespace);
        Reply bad = api.post(reviews, "{\"spec\":{\"token\":\"nonsense\"}}");
        assertThat(bad.node("status.authenticated").asBoolean()).isFalse();
        assertThat(bad.at("status.error")).isNotEmpty();
    }

    @Test
    void accessReviewsSayWhoMayWhat() throws InterruptedException {
        role("{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"get\"]}");
        bind();
        String attributes = "\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"configmaps\",\"namespace\":\""
                + namespace + "\"}";
        Api robot = robot(token("{}"));
        eventually(() -> robot.get(configMaps + "/a").code() == 200);
        String self = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        Reply mine = robot.post(self, "{\"spec\":{" + attributes + "}}");
        assertThat(mine.at("status.allowed")).isEqualTo("true");
        Reply delete = robot.post(self, "{\"spec\":{" + attributes.replace("get", "delete") + "}}");
        assertThat(delete.at("status.allowed")).isEqualTo("false");
        Reply theirs = api.post(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                "{\"spec\":{\"user\":\"" + account + "\"," + attributes + "}}");
        assertThat(theirs.at("status.allowed")).isEqualTo("true");
        Reply nobody = api.post(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                "{\"spec\":{\"user\":\"nobody\"," + attributes + "}}");
        assertThat(nobody.at("status.allowed")).isEqualTo("false");
    }

    @Test
    void administratorsMayActAsOthers() {
        Api as = api.with("Impersonate-User", account);
        assertThat(as.get(configMaps + "/a").message()).contains("User \"" + account + "\" cannot get");
        Reply who =
                api.with("Impersonate-User", "jane").post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        assertThat(who.at("status.userInfo.username")).isEqualTo("jane");
        Reply refused = robot(token("{}")).with("Impersonate-User", "jane").get(configMaps);
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message()).contains("cannot impersonate");
    }
}
