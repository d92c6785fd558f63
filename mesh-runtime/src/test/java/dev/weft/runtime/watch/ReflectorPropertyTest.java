// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.runtime.kube.ApiException.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a server and on the way to it: when it stops, the same is known as by a fresh list. */
final class ReflectorPropertyTest {

    private static final int EVENTS = 400;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("cases", 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsKnownIsWhatAFreshListShows(long seed) throws InterruptedException {
        Random random = new Random(seed);
        ReflectorRig rig = new ReflectorRig(seed, ReflectorRig.pagesOf(1 + random.nextInt(5)));
        for (int i = 0; i < EVENTS; i++) {
            switch (random.nextInt(4)) {
                case 0 -> edit(rig.server, random);
                case 1 -> fault(rig, random);
                default -> rig.step();
            }
            if (rig.state() instanceof ReadState.Pending) {
                assertThat(rig.delivered.isComplete()).isFalse();
            }
        }
        recover(rig);

        assertThat(rig.recorder.world()).isEqualTo(rig.server.world());
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    private static void edit(FakeServer server, Random random) {
        String name = "thing-" + random.nextInt(12);
        if (random.nextInt(3) == 0) {
            server.delete(name);
        } else {
            server.put(name, Integer.toString(random.nextInt(1000)));
        }
    }

    private static void fault(ReflectorRig rig, Random random) {
        FakeServer server = rig.server;
        switch (random.nextInt(14)) {
            case 0 -> server.compact();
            case 1 -> server.breakWatches();
            case 2 -> server.endWatches();
            case 3 -> server.muteWatches();
            case 4 ->
                server.event("ERROR", JsonNodeFactory.instance.objectNode().put("code", 410));
            case 5 -> server.event("MODIFIED", JsonNodeFactory.instance.objectNode());
            case 6 -> server.served = !server.served;
            case 7 -> rig.reflector.renew();
            case 8 -> rig.time.pass(Duration.ofSeconds(random.nextInt(200)));
            case 9 -> spoilOnce(server, random);
            default -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    server.faults.add(random.nextBoolean() ? Optional.of(failure(random)) : Optional.empty());
                }
            }
        }
    }

    private static void spoilOnce(FakeServer server, Random random) {
        int how = random.nextInt(4);
        server.spoil = answer -> {
            server.spoil = page -> page;
            switch (how) {
                case 0 -> answer.remove("items");
                case 1 -> answer.remove("metadata");
                case 2 -> answer.withArray("/items").addObject();
                default -> server.compact();
            }
            return answer;
        };
    }

    private static Failure failure(Random random) {
        Failure.Kind[] kinds = Failure.Kind.values();
        return switch (random.nextInt(7)) {
            case 0 -> FakeServer.refuses(410, "Expired");
            case 1 -> FakeServer.refuses(403, "Forbidden");
            case 2 -> FakeServer.refuses(404, "NotFound");
            case 3 -> FakeServer.refuses(500, "InternalError");
            case 4 -> FakeServer.refuses(429, "TooManyRequests");
            default -> FakeServer.noAnswer(kinds[random.nextInt(kinds.length)]);
        };
    }

    /** All faults stop, and enough time passes for the slowest of them to be noticed. */
    private static void recover(ReflectorRig rig) throws InterruptedException {
        rig.server.faults.clear();
        rig.server.spoil = answer -> answer;
        rig.server.served = true;
        for (int i = 0; i < 10; i++) {
            rig.steps(30);
            rig.time.pass(WatchSettings.DEFAULT.quiet());
        }
    }
}
