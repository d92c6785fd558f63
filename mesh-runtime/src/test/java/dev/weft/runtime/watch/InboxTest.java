// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InboxTest {

    private static final ClusterView VIEW =
            new ClusterView(ClusterKnowledge.SYNCED, new ClusterView.Contact.Alive(), List.of(), List.of());

    private final FakeTime time = new FakeTime();
    private final Inbox inbox = new Inbox(3, time);

    static RawObject object(String name, String version) {
        ObjectId id = new ObjectId("east", new GroupKind("", "Pod"), "default", name);
        var body = JsonNodeFactory.instance.objectNode();
        body.putObject("metadata").put("name", name).put("resourceVersion", version);
        return new RawObject(id, "v1", body, "cluster east");
    }

    @Test
    void theLastStateOfAnObjectWins() throws InterruptedException {
        inbox.put(object("a", "1"));
        inbox.put(object("a", "2"));
        inbox.put(object("b", "1"));
        inbox.gone(object("b", "1").id());
        inbox.gone(object("c", "1").id());
        inbox.put(object("c", "2"));
        Batch batch = inbox.take();

        assertThat(batch.put().values()).containsExactly(object("a", "2"), object("c", "2"));
        assertThat(batch.gone()).containsExactly(object("b", "1").id());
        assertThat(inbox.take()).isEqualTo(Batch.EMPTY);
    }

    @Test
    void ofAClusterTheLastStateWinsToo() {
        inbox.view("east", VIEW);
        inbox.forget("east");
        inbox.forget("west");
        inbox.view("west", VIEW);
        Batch batch = inbox.take();

        assertThat(batch.clusters()).containsOnlyKeys("west");
        assertThat(batch.forgotten()).containsExactly("east");
    }

    @Test
    void theOrderInWhichDifferentObjectsArriveNeverMatters() throws InterruptedException {
        List<RawObject> objects = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            objects.add(object("pod-" + i, "1"));
        }
        List<Batch> batches = new ArrayList<>();
        for (long seed = 0; seed < 3; seed++) {
            Inbox another = new Inbox(time);
            Collections.shuffle(objects, new Random(seed));
            for (RawObject object : objects) {
                if (object.id().name().endsWith("7")) {
                    another.gone(object.id());
                } else {
                    another.put(object);
                }
            }
            batches.add(another.take());
        }
        assertThat(batches).containsOnly(batches.get(0));
    }

    @Test
    void tellsSinceWhenAndUntilWhenNewsCame() throws InterruptedException {
        assertThat(inbox.waiting()).isEmpty();
        inbox.put(object("a", "1"));
        time.pass(Duration.ofMillis(10));
        inbox.gone(object("b", "1").id());

        assertThat(inbox.waiting()).contains(new Inbox.Waiting(FakeTime.START, FakeTime.START.plusMillis(10), false));
        inbox.take();
        assertThat(inbox.waiting()).isEmpty();
    }

    @Test
    void whoeverPutsTooMuchWaitsUntilItIsTaken() throws InterruptedException {
        for (String name : List.of("a", "b", "c", "a", "b")) {
            inbox.put(object(name, "1"));
        }
        Thread fourth = Thread.ofVirtual().start(() -> {
            try {
                inbox.put(object("d", "1"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        inbox.await(Duration.ofSeconds(50));
        while (!inbox.waiting().orElseThrow().full()) {
            inbox.await(Duration.ofSeconds(50));
        }
        assertThat(fourth.isAlive()).isTrue();
        assertThat(inbox.take().put()).hasSize(3);
        fourth.join();
        assertThat(inbox.take().put()).containsOnlyKeys(object("d", "1").id());
    }

    @Test
    void whatIsGoneNeverWaitsForRoom() throws InterruptedException {
        for (String name : List.of("a", "b", "c")) {
            inbox.put(object(name, "1"));
        }
        inbox.gone(object("d", "1").id());

        assertThat(inbox.take().gone()).containsExactly(object("d", "1").id());
    }
}
