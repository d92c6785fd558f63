// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes about by controllers; with a real server only where a controller manager runs. */
class LifecycleTest extends Contract {

    @BeforeEach
    void need() {
        target.needControllers();
    }

    private static String owned(String name, Reply owner, String more) {
        return "{\"metadata\":{\"name\":\"" + name
                + "\",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\""
                + owner.at("metadata.name") + "\",\"uid\":\"" + owner.at("metadata.uid") + "\"" + more + "}]}}";
    }

    private boolean isGone(String path) {
        return api.get(path).code() == 404;
    }

    @Test
    void whatLosesItsOwnerIsCollected() throws Exception {
        Reply owner = api.post(configMaps, configMap("owner"));
        api.post(configMaps, owned("child", owner, ""));
        Reply child = api.get(configMaps + "/child");
        api.post(configMaps, owned("grandchild", child, ""));
        api.delete(configMaps + "/owner");
        eventually(() -> isGone(configMaps + "/child") && isGone(configMaps + "/grandchild"));
    }

    @Test
    void anObjectWithAnotherOwnerStays() throws Exception {
        Reply first = api.post(configMaps, configMap("first"));
        Reply second = api.post(configMaps, configMap("second"));
        String one = owned("child", first, "");
        String reference = one.substring(one.indexOf('[') + 1, one.indexOf(']'));
        String other = owned("child", second, "");
        api.post(configMaps, other.replace("[{", "[" + reference + ",{"));
        api.delete(configMaps + "/first");
        eventually(() ->
                api.get(configMaps + "/child").node("metadata.ownerReferences").size() == 1);
        api.delete(configMaps + "/second");
        eventually(() -> isGone(configMaps + "/child"));
    }

    @Test
    void orphansStay() throws Exception {
        Reply owner = api.post(configMaps, configMap("owner"));
        api.post(configMaps, owned("child", owner, ""));
        api.delete(configMaps + "/owner?propagationPolicy=Orphan");
        eventually(() -> isGone(configMaps + "/owner"));
        assertThat(api.get(configMaps + "/child").json().path("metadata").has("ownerReferences"))
                .isFalse();
    }

    @Test
    void foregroundDeletionTakesTheDependentsFirst() throws Exception {
        Reply owner = api.post(configMaps, configMap("owner"));
        api.post(
                configMaps,
                owned("child", owner, ",\"blockOwnerDeletion\":true")
                        .replace("\"name\":\"child\"", "\"name\":\"child\",\"finalizers\":[\"example.com/hold\"]"));
        Reply deleted = api.delete(configMaps + "/owner?propagationPolicy=Foreground");
        assertThat(deleted.node("metadata.finalizers").toString()).contains("foregroundDeletion");
        eventually(() ->
                !api.get(configMaps + "/child").at("metadata.deletionTimestamp").isEmpty());
        assertThat(isGone(configMaps + "/owner")).isFalse();
        api.patch(configMaps + "/child", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> isGone(configMaps + "/child") && isGone(configMaps + "/owner"));
    }

    @Test
    void aDeletedNamespaceIsEmptiedAndGoes() throws Exception {
        api.post(configMaps, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"example.com/hold\"]}}");
        api.post(path("v1", "secrets"), "{\"metadata\":{\"name\":\"s\"}}");
        Reply deleted = api.delete("/api/v1/namespaces/" + namespace);
        assertThat(deleted.at("status.phase")).isEqualTo("Terminating");
        Reply late = api.post(configMaps, configMap("late"));
        assertThat(late.code()).isEqualTo(403);
        assertThat(late.at("details.causes.0.reason")).isEqualTo("NamespaceTerminating");
        eventually(() -> isGone(path("v1", "secrets") + "/s"));
        assertThat(api.get("/api/v1/namespaces/" + namespace).code()).isEqualTo(200);
        eventually(() ->
                !api.get(configMaps + "/held").at("metadata.deletionTimestamp").isEmpty());
        api.patch(configMaps + "/held", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
        eventually(() -> isGone("/api/v1/namespaces/" + namespace));
    }

    @Test
    void everyNamespaceHasADefaultServiceAccountAndTheRootCertificate() throws Exception {
        eventually(() -> api.get(path("v1", "serviceaccounts") + "/default").code() == 200);
        eventually(() -> api.get(configMaps + "/kube-root-ca.crt").text().contains("BEGIN CERTIFICATE"));
    }

    @Test
    void tokenSecretsAreFilled() throws Exception {
        api.post(path("v1", "serviceaccounts"), "{\"metadata\":{\"name\":\"robot\"}}");
        String secrets = path("v1", "secrets");
        api.post(
                secrets,
                "{\"metadata\":{\"name\":\"t\",\"annotations\":{\"kubernetes.io/service-account.name\":\"robot\"}},"
                        + "\"type\":\"kubernetes.io/service-account-token\"}");
        eventually(() -> !api.get(secrets + "/t").at("data.token").isEmpty());
        Reply secret = api.get(secrets + "/t");
        String token = new String(Base64.getDecoder().decode(secret.at("data.token")), StandardCharsets.UTF_8);
        Api robot = Api.of(target.url(), target.authority(), token);
        assertThat(robot.get(configMaps).message()).contains("User \"system:serviceaccount:" + namespace + ":robot\"");
        assertThat(secret.at("data.ca\\.crt")).isNotEmpty();
        api.delete(path("v1", "serviceaccounts") + "/robot");
        eventually(() -> isGone(secrets + "/t"));
    }
}
