// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Prints the figures of docs/benchmarks.md for reading a cluster; server and reader in one process, plain HTTP. */
public final class WatchBenchmark {

    private static final int OBJECTS = 20_000;
    private static final int ROUNDS = 8;
    private static final String COLLECTION = "/api/v1/namespaces/default/configmaps";

    private WatchBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("benchmark").withTls(false))) {
            String filler = "x".repeat(1_000);
            for (int i = 0; i < OBJECTS; i++) {
                String body = "{\"metadata\":{\"name\":\"object-" + i + "\"},\"data\":{\"text\":\"" + filler + "\"}}";
                sandbox.call("POST", COLLECTION, "application/json", body.getBytes(StandardCharsets.UTF_8));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                start(sandbox, round);
            }
        }
    }

    private static void start(Sandbox sandbox, int round) throws InterruptedException {
        SteadyTime time = new SteadyTime();
        Inbox inbox = new Inbox(time);
        ClusterWatch.Surroundings surroundings = new ClusterWatch.Surroundings(
                inbox, new ClusterViews(inbox), WatchSettings.DEFAULT, time, new SplittableRandom(round));
        Reading all = Reading.of(WatchRig.CONFIG_MAP, "v1").inNamespace("default");
        SandboxApi api = new SandboxApi(sandbox.url(), sandbox.identity().adminToken());
        long begun = System.nanoTime();
        int objects = 0;
        int batches = 0;
        boolean synced = false;
        ClusterWatch watch = ClusterWatch.open(ObjectId.MANAGEMENT, api, api, List.of(all), surroundings);
        try {
            while (!synced || objects < OBJECTS) {
                inbox.await(Duration.ofMillis(25));
                Batch batch = inbox.take();
                objects += batch.put().size();
                batches++;
                ClusterView view = batch.clusters().get(ObjectId.MANAGEMENT);
                synced = view == null ? synced : view.knowledge().equals(ClusterKnowledge.SYNCED);
            }
            System.out.printf(
                    "round %d: %,d objects in %d batches known after %.0f ms%n",
                    round, objects, batches, (System.nanoTime() - begun) / 1e6);
        } finally {
            watch.close();
        }
        api.close();
    }
}
