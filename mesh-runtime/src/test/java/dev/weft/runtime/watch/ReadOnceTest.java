// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadOnceTest {

    private static final Reading THINGS = Reading.of(FakeServer.KIND, "v1");
    private static final Reading OTHERS = Reading.of(new GroupKind("demo.weft.dev", "Other"), "v1");

    private final FakeServer server = new FakeServer();

    @Test
    void readsAllPagesAndKeepsWhatIsWanted() throws Exception {
        for (int i = 0; i < 1200; i++) {
            server.put("thing-" + i, i % 2 == 0 ? "even" : "odd");
        }
        ReadOnce.Result read = ReadOnce.read(
                "east",
                server,
                server,
                List.of(THINGS),
                object -> Optional.of(object)
                        .filter(thing -> thing.spec().path("text").asText().equals("odd")));
        assertThat(read.objects()).hasSize(600).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
        assertThat(read.objects().getFirst().metadata().has("managedFields")).isFalse();
        assertThat(read.problems()).isEmpty();
        assertThat(server.lists()).isEqualTo(1);
    }

    @Test
    void aKindThatIsNotServedIsReadAndEmpty() throws Exception {
        server.served = false;
        ReadOnce.Result read = read(THINGS);
        assertThat(read.whole()).isEmpty();
        assertThat(read.problems()).isEmpty();
        assertThat(read.notServed()).containsExactly(FakeServer.KIND);
    }

    @Test
    void aKindThatIsRefusedIsUnknownAndTouchesNoOther() throws Exception {
        server.put("thing", "text");
        server.faults.add(Optional.empty());
        server.faults.add(Optional.of(FakeServer.refuses(403, "Forbidden")));
        ReadOnce.Result read = read(OTHERS, THINGS);
        assertThat(read.problems()).containsOnlyKeys(OTHERS.kind());
        assertThat(read.problems().get(OTHERS.kind()).reason()).isEqualTo("Forbidden");
        assertThat(names(read)).containsExactly("thing");
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedOnceAndIsUnknownAsAWhole() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.faults.add(Optional.of(FakeServer.noAnswer(Failure.Kind.CONNECT)));
        }
        ReadOnce.Result read = read(THINGS, OTHERS);
        assertThat(read.whole().map(ReadOnce.Problem::reason)).contains("Unreachable");
        assertThat(read.problems()).isEmpty();
        assertThat(server.calls).hasSize(2);
    }

    @Test
    void whatWasReadBeforeTheServerFellSilentStays() throws Exception {
        server.put("thing", "text");
        server.faults.add(Optional.empty());
        server.faults.add(Optional.empty());
        for (int i = 0; i < 2; i++) {
            server.faults.add(Optional.of(FakeServer.noAnswer(Failure.Kind.TIMEOUT)));
        }
        ReadOnce.Result read = read(THINGS, OTHERS);
        assertThat(read.whole()).isEmpty();
        assertThat(names(read)).containsExactly("thing");
        assertThat(read.problems()).containsOnlyKeys(OTHERS.kind());
    }

    @Test
    void aServerThatRefusesEverythingForOneReasonIsUnknownAsAWhole() throws Exception {
        for (int i = 0; i < 2; i++) {
            server.faults.add(Optional.of(FakeServer.refuses(401, "Unauthorized")));
        }
        assertThat(read(THINGS, OTHERS).whole().map(ReadOnce.Problem::reason)).contains("Unauthorized");
    }

    @Test
    void aListThatHasExpiredIsBegunAnew() throws Exception {
        for (int i = 0; i < 600; i++) {
            server.put("thing-" + i, "text");
        }
        for (int call = 0; call < 2; call++) {
            server.faults.add(Optional.empty());
        }
        server.faults.add(Optional.of(FakeServer.refuses(410, "Expired")));
        ReadOnce.Result read = read(THINGS);
        assertThat(read.problems()).isEmpty();
        assertThat(read.objects()).hasSize(600);
        assertThat(server.lists()).isEqualTo(2);
    }

    @Test
    void itemsThatAreNoObjectsMakeTheKindUnknown() throws Exception {
        server.put("thing", "text");
        server.spoil = page -> {
            ((ArrayNode) page.path("items")).addObject();
            return page;
        };
        ReadOnce.Result read = read(THINGS);
        assertThat(read.problems().get(FakeServer.KIND).reason()).isEqualTo("Undecodable");
        assertThat(names(read)).containsExactly("thing");
    }

    @Test
    void anAnswerThatIsNoListIsNotAnEmptyOne() throws Exception {
        server.put("thing", "text");
        server.spoil = page -> {
            page.remove("items");
            return page;
        };
        assertThat(read(THINGS).whole().map(ReadOnce.Problem::reason)).contains("Undecodable");
    }

    private ReadOnce.Result read(Reading... readings) throws InterruptedException {
        return ReadOnce.read("east", server, server, List.of(readings), Optional::of);
    }

    private static List<String> names(ReadOnce.Result read) {
        return read.objects().stream().map(RawObject::id).map(id -> id.name()).toList();
    }
}
