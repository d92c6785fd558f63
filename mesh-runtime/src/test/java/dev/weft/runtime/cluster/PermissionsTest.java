// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.step.ClusterView.Denial;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.sandbox.hooks.Faults;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PermissionsTest {

    private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
    private static final ResourceType DEPLOYMENTS = new ResourceType("apps", "v1", "deployments", "Deployment", true);

    @Test
    void whatIsNotAllowedIsNamedInOrder() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("one"))) {
            sandbox.acceptToken("reader", "reader", List.of());
            create(sandbox, "clusterroles", """
                    {"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]},
                     {"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews"],"verbs":["create"]}]}""");
            create(sandbox, "clusterrolebindings", """
                    {"metadata":{"name":"r"},
                     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"},
                     "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"reader"}]}""");
            List<Right> needs = List.of(
                    Right.to("watch", PODS),
                    Right.to("list", PODS),
                    Right.to("get", PODS, "default"),
                    Right.to("patch", DEPLOYMENTS, "default").of("status"));
            try (KubeApi api = open(sandbox, "reader")) {
                assertThat(Permissions.denials(api, needs))
                        .containsExactly(
                                new Denial("patch", "deployments/status.apps"),
                                new Denial("get", "pods"),
                                new Denial("watch", "pods"));
            }
            try (KubeApi api = open(sandbox, sandbox.identity().adminToken())) {
                assertThat(Permissions.denials(api, needs)).isEmpty();
                sandbox.faults().next(Faults.Target.any(), new Faults.Refuse(503, "", "not now"));
                assertThatThrownBy(() -> Permissions.denials(api, needs)).isInstanceOf(ApiException.class);
            }
        }
    }

    private static KubeApi open(Sandbox sandbox, String token) {
        Endpoint endpoint = new Endpoint(
                sandbox.url(),
                Optional.of(sandbox.identity().authorityPem()),
                Endpoint.Credentials.BearerToken.fixed(token));
        return KubeApis.connect(endpoint, new JdkClients(), "tests");
    }

    private static void create(Sandbox sandbox, String plural, String json) {
        int code = sandbox.call(
                        "POST",
                        "/apis/rbac.authorization.k8s.io/v1/" + plural,
                        "application/json",
                        json.getBytes(StandardCharsets.UTF_8))
                .code();
        assertThat(code).isEqualTo(201);
    }
}
