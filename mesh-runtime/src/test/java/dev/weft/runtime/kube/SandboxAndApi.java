// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.Endpoint.Credentials;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A server for the tests of a class, a connection to it for each, and what the tests say often. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class SandboxAndApi {

    static final ResourceType MAPS = new ResourceType("", "v1", "configmaps", "ConfigMap", true);
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(300);

    private final HttpClient.Factory clients;
    Sandbox sandbox;
    KubeApi api;

    SandboxAndApi(HttpClient.Factory clients) {
        this.clients = clients;
    }

    @BeforeAll
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.named("one"));
    }

    @BeforeEach
    void connect() {
        api = open(admin());
    }

    @AfterEach
    void disconnect() {
        sandbox.faults().clear();
        api.close();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    static ScriptedServer answering(String status, String body) throws IOException {
        return new ScriptedServer(connection -> connection.say("HTTP/1.1 " + status + "\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    KubeApi open(Endpoint endpoint) {
        return KubeApis.connect(endpoint, clients, "tests");
    }

    Endpoint admin() {
        return token(sandbox.identity().adminToken());
    }

    Endpoint token(String token) {
        return new Endpoint(sandbox.url(), Optional.of(sandbox.identity().authorityPem()), bearer(token));
    }

    static Endpoint plain(ScriptedServer server) {
        return new Endpoint(server.url(), Optional.empty(), new Credentials.Anonymous());
    }

    static Credentials bearer(String token) {
        return Credentials.BearerToken.fixed(token);
    }

    static ApiException failure(ThrowingCallable call) {
        ApiException failure = catchThrowableOfType(ApiException.class, call);
        assertThat(failure).as("the call fails").isNotNull();
        return failure;
    }

    static void assertNoAnswer(ApiException failure, Failure.Kind kind) {
        assertThat(failure.failure())
                .as(String.valueOf(failure.getMessage()))
                .isInstanceOfSatisfying(
                        Failure.NoAnswer.class, none -> assertThat(none.kind()).isEqualTo(kind));
    }

    interface Check {
        boolean holds() throws Exception;
    }

    static void await(Check check) throws Exception {
        while (!check.holds()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    static ObjectNode map(String name, String key, String value) {
        ObjectNode map = object("apiVersion", "v1").put("kind", "ConfigMap");
        map.set("metadata", object("name", name));
        map.set("data", object(key, value));
        return map;
    }

    static ObjectNode object(String key, String value) {
        return JsonNodeFactory.instance.objectNode().put(key, value);
    }

    static ObjectNode object(String key, JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set(key, value);
    }
}
