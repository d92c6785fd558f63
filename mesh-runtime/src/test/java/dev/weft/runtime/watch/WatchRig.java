// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A real server behind a network that can fail, a watch of it, and the world as it is reported. */
final class WatchRig implements AutoCloseable {

    static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    static final GroupKind SERVICE = new GroupKind("", "Service");
    static final Reading CONFIG_MAPS = Reading.of(CONFIG_MAP, "v1").inNamespace("default");
    static final Reading SERVICES = Reading.of(SERVICE, "v1").inNamespace("default");
    private static final LifeTimes QUICK =
            new LifeTimes(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(200));
    private static final WatchSettings SETTINGS = new WatchSettings(
            QUICK,
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)),
            Duration.ofMinutes(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(120),
            10,
            4);

    final Sandbox sandbox;
    final Relay relay;
    final Inbox inbox;
    final ClusterWatch.Surroundings surroundings;
    final Map<ObjectId, RawObject> objects = new HashMap<>();
    final Map<String, ClusterView> views = new TreeMap<>();
    int puts;
    int gone;
    private @Nullable ClusterWatch watch;

    WatchRig() throws IOException {
        this(SandboxOptions.named("east").withTls(false));
    }

    WatchRig(SandboxOptions options) throws IOException {
        sandbox = Sandbox.start(options);
        relay = new Relay(URI.create(sandbox.url()).getPort());
        SteadyTime time = new SteadyTime();
        inbox = new Inbox(time);
        surroundings =
                new ClusterWatch.Surroundings(inbox, new ClusterViews(inbox), SETTINGS, time, new SplittableRandom(1));
    }

    /** As the administrator. */
    SandboxApi admin() {
        return api(sandbox.identity().adminToken());
    }

    SandboxApi api(String token) {
        return new SandboxApi(relay.url(), token);
    }

    ClusterWatch open(SandboxApi api, Reading... readings) {
        watch = ClusterWatch.open("east", api, api, List.of(readings), surroundings);
        return watch;
    }

    /** Writes directly, whatever the network does. */
    void write(String method, String path, String json) {
        LocalReply reply = sandbox.call(method, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(reply.code()).as(reply.text()).isBetween(200, 299);
    }

    void createConfigMap(String name) {
        write(
                "POST",
                "/api/v1/namespaces/default/configmaps",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"text\":\"1\"}}");
    }

    void editConfigMap(String name, String text) {
        LocalReply reply = sandbox.call(
                "PATCH",
                "/api/v1/namespaces/default/configmaps/" + name,
                "application/merge-patch+json",
                ("{\"data\":{\"text\":\"" + text + "\"}}").getBytes(StandardCharsets.UTF_8));
        assertThat(reply.code()).as(reply.text()).isEqualTo(200);
    }

    void deleteConfigMap(String name) {
        write("DELETE", "/api/v1/namespaces/default/configmaps/" + name, "");
    }

    /** Takes in what is reported until this is so; the test's own time limit ends it. */
    void await(BooleanSupplier condition) throws InterruptedException {
        takeIn();
        while (!condition.getAsBoolean()) {
            inbox.await(Duration.ofMillis(100));
            takeIn();
        }
    }

    void awaitSynced() throws InterruptedException {
        await(() -> knows(Knowledge.Synced.class, CONFIG_MAP));
    }

    void takeIn() {
        Batch batch = inbox.take();
        objects.putAll(batch.put());
        batch.gone().forEach(objects::remove);
        puts += batch.put().size();
        gone += batch.gone().size();
        views.putAll(batch.clusters());
        batch.forgotten().forEach(views::remove);
    }

    boolean knows(Class<? extends Knowledge> what, GroupKind kind) {
        return views.containsKey("east") && what.isInstance(knowledge(kind));
    }

    Knowledge knowledge(GroupKind kind) {
        return view().knowledge().of(kind);
    }

    ClusterView view() {
        ClusterView view = views.get("east");
        assertThat(view).isNotNull();
        return view;
    }

    /** Names and texts of the ConfigMaps that are known. */
    Map<String, String> configMaps() {
        Map<String, String> found = new TreeMap<>();
        objects.forEach((id, object) -> {
            if (id.kind().equals(CONFIG_MAP) && !id.name().equals("kube-root-ca.crt")) {
                found.put(id.name(), object.body().path("data").path("text").asText());
            }
        });
        return found;
    }

    /** How many calls of this verb the server has answered for a resource. */
    long calls(String verb, String resource) {
        return sandbox.transcript().entries().stream()
                .filter(entry -> entry.verb().equals(verb) && entry.path().contains("/" + resource))
                .count();
    }

    @Override
    public void close() throws IOException {
        if (watch != null) {
            watch.close();
        }
        relay.close();
        sandbox.close();
    }
}
