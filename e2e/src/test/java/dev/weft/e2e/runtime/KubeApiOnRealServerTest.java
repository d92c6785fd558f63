// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.RealServers;
import dev.weft.runtime.cluster.BoundToken;
import dev.weft.runtime.cluster.Permissions;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.cluster.TokenRenewal;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.OkHttpClients;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.WatchStream;
import dev.weft.runtime.kube.WatchStream.Next;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How mesh-runtime reaches clusters, against a real kube-apiserver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KubeApiOnRealServerTest {

    private static final ResourceType MAPS = new ResourceType("", "v1", "configmaps", "ConfigMap", true);
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";
    private static final Duration LONG = Duration.ofSeconds(20);

    private ApiServers servers;
    private ApiServer server;

    static List<HttpClient.Factory> clients() {
        return List.of(new JdkClients(), new OkHttpClients());
    }

    @BeforeAll
    void start() throws Exception {
        servers = ApiServers.start(RealServers.tools(), false, List.of("runtime"));
        server = servers.server("runtime");
    }

    @AfterAll
    void stop() throws Exception {
        if (servers != null) {
            servers.close();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void objectsAreWrittenAndWatched(HttpClient.Factory clients) throws Exception {
        try (KubeApi api = KubeApis.connect(as(server.token()), clients, "tests")) {
            String version = api.call(ApiCall.get(MAPS.path("default")))
                    .at("/metadata/resourceVersion")
                    .asText();
            try (WatchStream watch = api.watch(MAPS.path("default") + "?watch=true&resourceVersion=" + version)) {
                assertThat(watch.next(Duration.ofMillis(200))).isEqualTo(new Next.Silence());
                ObjectNode map = named("ConfigMap", "watched");
                ObjectNode created = api.call(ApiCall.post(MAPS.path("default"), map));
                assertThat(watch.next(LONG)).isInstanceOfSatisfying(Next.Event.class, event -> {
                    assertThat(event.type()).isEqualTo("ADDED");
                    assertThat(event.object().get("metadata")).isEqualTo(created.get("metadata"));
                });
                assertThatThrownBy(() -> api.call(ApiCall.post(MAPS.path("default"), map)))
                        .isInstanceOfSatisfying(
                                ApiException.class,
                                e -> assertThat(e.failure()).isInstanceOfSatisfying(Failure.Refused.class, refused -> {
                                    assertThat(refused.code()).isEqualTo(409);
                                    assertThat(refused.reason()).isEqualTo("AlreadyExists");
                                }));
                api.call(ApiCall.apply(MAPS.path("default", "watched"), map, "tests"));
                ObjectNode now = api.call(ApiCall.get(MAPS.path("default", "watched")));
                api.call(ApiCall.delete(
                        MAPS.path("default", "watched"),
                        now.at("/metadata/uid").asText(),
                        now.at("/metadata/resourceVersion").asText()));
            }
        }
    }

    @Test
    void aTokenIsRenewedByItsOwnAccountAndWithoutRightsNothingIsGiven() throws Exception {
        try (KubeApi admin = KubeApis.connect(as(server.token()), new JdkClients(), "tests")) {
            admin.call(ApiCall.post(ACCOUNTS, named("ServiceAccount", "writer")));
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            request.putObject("spec").put("expirationSeconds", 7200);
            String token = admin.call(ApiCall.post(ACCOUNTS + "/writer/token", request))
                    .at("/status/token")
                    .asText();
            BoundToken bound = BoundToken.read(token).orElseThrow();
            assertThat(bound.account()).isEqualTo("writer");
            assertThat(bound.life()).isEqualTo(Duration.ofHours(2));
            List<TokenRenewal.Due> due = TokenRenewal.due(
                    List.of(new TokenRenewal.Held("kubeconfig", "token: " + token, token)), bound.renewAt());
            String renewed = TokenRenewal.renew(admin, due.getFirst());
            assertThat(renewed).startsWith("token: ").isNotEqualTo("token: " + token);
            List<Right> needs = List.of(Right.to("list", MAPS));
            assertThat(Permissions.denials(admin, needs)).isEmpty();
            Endpoint writer = as(renewed.substring("token: ".length()));
            try (KubeApi api = KubeApis.connect(writer, new JdkClients(), "tests")) {
                assertThat(Permissions.denials(api, needs)).hasSize(1);
                assertThatThrownBy(() -> TokenRenewal.renew(api, due.getFirst()))
                        .isInstanceOfSatisfying(
                                ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
            }
        }
    }

    private Endpoint as(String token) {
        return new Endpoint(
                server.url().toString().replaceAll("/$", ""),
                Optional.of(server.certificate()),
                Credentials.BearerToken.fixed(token));
    }

    private static ObjectNode named(String kind, String name) {
        ObjectNode object =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }
}
