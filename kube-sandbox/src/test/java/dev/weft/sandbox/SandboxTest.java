// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.hooks.Transcript;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final SandboxOptions PLAIN = SandboxOptions.named("test").withTls(false);

    private static LocalReply create(Sandbox sandbox, String name) {
        String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"v\"}}";
        return sandbox.call("POST", CONFIG_MAPS, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static LocalReply get(Sandbox sandbox, String uri) {
        return sandbox.call("GET", uri, "", new byte[0]);
    }

    private static HttpResponse<String> http(Sandbox sandbox, String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.url() + uri))
                .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void serversOfOneProcessKnowNothingOfEachOther() throws Exception {
        try (Sandbox one = Sandbox.start(PLAIN);
                Sandbox two = Sandbox.start(PLAIN)) {
            create(one, "a");
            assertThat(get(one, CONFIG_MAPS + "/a").code()).isEqualTo(200);
            assertThat(get(two, CONFIG_MAPS + "/a").code()).isEqualTo(404);
            assertThat(one.kubeconfig())
                    .contains(one.url())
                    .doesNotContain(two.identity().adminToken());
        }
    }

    @Test
    void aRuleThatNeedsAMissingFunctionIsNamedInAWarning() throws Exception {
        String rule = "isSemver(self) && self != 'x'";
        String body = """
                {"metadata":{"name":"things.x.io"},"spec":{"group":"x.io","scope":"Namespaced","names":{"plural":"things",\
                "kind":"Thing"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":\
                {"type":"object","properties":{"v":{"type":"string","x-kubernetes-validations":[{"rule":"%s"},\
                {"rule":"self != 'y'"}]}}}}}]}}""".formatted(rule);
        try (Sandbox sandbox = Sandbox.start(PLAIN)) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(sandbox.url() + "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"))
                    .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> created =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.headers().allValues("warning"))
                    .containsExactly("299 - \"kube-sandbox keeps this rule of x-kubernetes-validations but does not"
                            + " evaluate it: " + rule + " (no function isSemver)\"");
            String things = "/apis/x.io/v1/namespaces/default/things";
            assertThat(thing(sandbox, things, "x").code()).isEqualTo(201);
            assertThat(thing(sandbox, things, "y").code()).isEqualTo(422);
        }
    }

    private static LocalReply thing(Sandbox sandbox, String path, String value) {
        String body = "{\"apiVersion\":\"x.io/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"" + value
                + "\"},\"v\":\"" + value + "\"}";
        return sandbox.call("POST", path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void faultsHitTheChosenCall() throws Exception {
        try (Sandbox sandbox = Sandbox.start(PLAIN)) {
            create(sandbox, "a");
            sandbox.faults()
                    .add(
                            Faults.Target.of("get", "configmaps"),
                            new Faults.Refuse(429, "TooManyRequests", "slow"),
                            1,
                            2);
            assertThat(get(sandbox, CONFIG_MAPS + "/a").code()).isEqualTo(200);
            assertThat(get(sandbox, CONFIG_MAPS + "/a").object().path("reason").asText())
                    .isEqualTo("TooManyRequests");
            assertThat(get(sandbox, CONFIG_MAPS).code()).isEqualTo(200);
            assertThat(get(sandbox, CONFIG_MAPS + "/a").code()).isEqualTo(429);
            assertThat(get(sandbox, CONFIG_MAPS + "/a").code()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerCanBeLostAfterTheCallWasDone() throws Exception {
        try (Sandbox sandbox = Sandbox.start(PLAIN)) {
            sandbox.faults().next(Faults.Target.of("create", "configmaps"), new Faults.LoseAnswer());
            HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.url() + CONFIG_MAPS))
                    .header("Authorization", "Bearer " + sandbox.identity().adminToken())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"name\":\"lost\"}}"))
                    .build();
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThat(get(sandbox, CONFIG_MAPS + "/lost").code()).isEqualTo(200);
        }
    }

    @Test
    void compactionMakesOldWatchesAndListsGone() throws Exception {
        try (Sandbox sandbox = Sandbox.start(PLAIN)) {
            String version = create(sandbox, "a")
                    .object()
                    .path("metadata")
                    .path("resourceVersion")
                    .asText();
            create(sandbox, "b");
            String next = get(sandbox, CONFIG_MAPS + "?limit=1")
                    .object()
                    .path("metadata")
                    .path("continue")
                    .asText();
            create(sandbox, "c");
            sandbox.compact();
            HttpResponse<String> watch = http(sandbox, CONFIG_MAPS + "?watch=1&resourceVersion=" + version);
            assertThat(watch.statusCode()).isEqualTo(410);
            assertThat(watch.body()).contains("\"reason\":\"Expired\"", "too old resource version: " + version);
            LocalReply list = get(sandbox, CONFIG_MAPS + "?limit=1&continue=" + next);
            assertThat(list.code()).isEqualTo(410);
        }
    }

    @Test
    void aWatcherThatDoesNotReadLosesItsWatchAndHoldsUpNobody() throws Exception {
        try (Sandbox sandbox = Sandbox.start(PLAIN.withWatchBuffer(50))) {
            String body = "{\"metadata\":{\"name\":\"NAME\"},\"data\":{\"k\":\"" + "x".repeat(100_000) + "\"}}";
            try (Socket stuck = new Socket(
                    InetAddress.getLoopbackAddress(), URI.create(sandbox.url()).getPort())) {
                String request = "GET " + CONFIG_MAPS + "?watch=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + sandbox.identity().adminToken() + "\r\n\r\n";
                stuck.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                // The watch is open once it has answered.
                assertThat(stuck.getInputStream().read()).isEqualTo('H');
                for (int i = 0; i < 200; i++) {
                    byte[] object = body.replace("NAME", "c" + i).getBytes(StandardCharsets.UTF_8);
                    assertThat(sandbox.call("POST", CONFIG_MAPS, "application/json", object)
                                    .code())
                            .isEqualTo(201);
                }
                stuck.setSoTimeout(10_000);
                long read = stuck.getInputStream().transferTo(OutputStream.nullOutputStream());
                assertThat(read).isLessThan(200L * 100_000);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            assertThat(get(sandbox, CONFIG_MAPS + "/c199").code()).isEqualTo(200);
        }
    }

    @Test
    void theTranscriptHasUserVerbPathAndBodies() throws Exception {
        try (Sandbox sandbox = Sandbox.start(PLAIN)) {
            sandbox.transcript().keepBodies();
            create(sandbox, "a");
            http(sandbox, CONFIG_MAPS + "/nope?x=y");
            List<Transcript.Entry> entries = sandbox.transcript().entries();
            assertThat(entries).hasSize(2);
            assertThat(entries.get(0).verb()).isEqualTo("create");
            assertThat(entries.get(0).request()).contains("\"name\":\"a\"");
            assertThat(entries.get(0).response()).contains("resourceVersion");
            assertThat(entries.get(1))
                    .extracting(Transcript.Entry::user, Transcript.Entry::path, Transcript.Entry::code)
                    .containsExactly("kubernetes-admin", CONFIG_MAPS + "/nope?x=y", 404);
        }
    }

    @Test
    void whatIsInTheDataFolderSurvives(@TempDir Path folder) throws Exception {
        SandboxOptions options = PLAIN.withData(folder.resolve("data"));
        String version;
        String token;
        try (Sandbox first = Sandbox.start(options)) {
            version = create(first, "a")
                    .object()
                    .path("metadata")
                    .path("resourceVersion")
                    .asText();
            create(first, "gone");
            first.call("DELETE", CONFIG_MAPS + "/gone", "", new byte[0]);
            token = first.identity().adminToken();
            assertThatThrownBy(() -> Sandbox.start(options)).hasMessageContaining("in use by another kube-sandbox");
        }
        try (Sandbox second = Sandbox.start(options)) {
            assertThat(get(second, CONFIG_MAPS + "/a")
                            .object()
                            .path("metadata")
                            .path("resourceVersion")
                            .asText())
                    .isEqualTo(version);
            assertThat(get(second, CONFIG_MAPS + "/gone").code()).isEqualTo(404);
            assertThat(second.identity().adminToken()).isEqualTo(token);
            long next = create(second, "b")
                    .object()
                    .path("metadata")
                    .path("resourceVersion")
                    .asLong();
            assertThat(next).isGreaterThan(Long.parseLong(version) + 2);
        }
        for (String file : List.of("journal", "identity")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("data").resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aRecordThatWasCutOffIsDropped(@TempDir Path folder) throws Exception {
        SandboxOptions options = PLAIN.withData(folder);
        try (Sandbox first = Sandbox.start(options)) {
            create(first, "a");
        }
        Files.write(folder.resolve("journal"), new byte[] {0, 0, 1, 0, 1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
        try (Sandbox second = Sandbox.start(options)) {
            assertThat(get(second, CONFIG_MAPS + "/a").code()).isEqualTo(200);
            create(second, "b");
        }
        try (Sandbox third = Sandbox.start(options)) {
            assertThat(get(third, CONFIG_MAPS + "/b").code()).isEqualTo(200);
        }
    }

    @Test
    void foldersAreLoadedInTheRightOrder(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a-pod.yaml"), """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: p, namespace: shop, uid: 11111111-2222-3333-4444-555555555555,
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: gone, uid: not-here}]}
                  spec: {containers: [{name: c, image: x}]}
                  status: {phase: Running, podIP: 10.1.1.1}
                ---
                {apiVersion: demo.io/v1, kind: Thing, metadata: {name: t, namespace: shop}, spec: {a: 1, b: 2}}
                """);
        Files.writeString(folder.resolve("z-crd.yaml"), """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.demo.io}
                spec:
                  group: demo.io
                  scope: Namespaced
                  names: {plural: things, kind: Thing}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {a: {type: integer}}}}}}
                """);
        Files.writeString(folder.resolve("broken.yaml"), "a: [");
        Files.writeString(
                folder.resolve("other.yaml"), "{apiVersion: nobody.io/v1, kind: Stranger, metadata: {name: s}}");
        try (Sandbox sandbox = Sandbox.start(PLAIN.withLoad(List.of(folder)))) {
            LocalReply pod = get(sandbox, "/api/v1/namespaces/shop/pods/p");
            assertThat(pod.object().path("metadata").path("uid").asText())
                    .isEqualTo("11111111-2222-3333-4444-555555555555");
            assertThat(pod.object().path("status").path("phase").asText()).isEqualTo("Running");
            LocalReply thing = get(sandbox, "/apis/demo.io/v1/namespaces/shop/things/t");
            assertThat(thing.object().path("spec").toString()).isEqualTo("{\"a\":1}");
            assertThat(sandbox.loadProblems()).hasSize(2);
            assertThat(sandbox.loadProblems().get(0)).contains("broken.yaml: not YAML");
            assertThat(sandbox.loadProblems().get(1)).contains("no kind Stranger is served in nobody.io/v1");
        }
    }
}
