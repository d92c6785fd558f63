// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InClusterTest {

    @TempDir
    private Path mount;

    @Test
    void theTokenIsReadAgainWhenTheKubeletReplacesIt() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("here"))) {
            Files.writeString(mount.resolve("ca.crt"), sandbox.identity().authorityPem());
            Files.writeString(mount.resolve("token"), "expired");
            String port = String.valueOf(URI.create(sandbox.url()).getPort());
            Endpoint here = InCluster.endpoint("127.0.0.1", port, mount);
            try (KubeApi api = KubeApis.connect(here, new JdkClients(), "tests")) {
                assertThatThrownBy(() -> api.call(ApiCall.get("/api/v1/pods")))
                        .isInstanceOfSatisfying(
                                ApiException.class, e -> assertThat(e.code()).isEqualTo(401));
                Files.writeString(mount.resolve("token"), sandbox.identity().adminToken() + "\n");
                assertThat(api.call(ApiCall.get("/api/v1/pods")).path("kind").asText())
                        .isEqualTo("PodList");
            }
        }
    }

    @Test
    void aPodWithoutAServiceAccountsTokenIsToldSo() {
        assertThatThrownBy(() -> InCluster.endpoint("10.0.0.1", "443", mount))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("token");
    }
}
