// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.WatchStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WitnessedApiTest {

    private final FakeTime time = new FakeTime();
    private final Pulse pulse =
            new Pulse("east", List.of(ReflectorRig.THINGS), LifeTimes.DEFAULT, new ClusterViews(new Inbox(time)), time);
    private int answeredAgain;

    @Test
    void theEndOfAWatchIsAProofOfLifeUnlessWeEndedIt() throws Exception {
        pulse.listen(new Pulse.Listener() {
            @Override
            public void answersAgain() {
                answeredAgain++;
            }
        });
        KubeApi api = new WitnessedApi(new Mute(), pulse);
        WatchStream ours = api.watch("/things");
        WatchStream theirs = api.watch("/things");
        time.pass(LifeTimes.DEFAULT.silence());
        pulse.step(new Mute());

        ours.close();
        assertThat(ours.next(Duration.ofSeconds(1))).isInstanceOf(WatchStream.Next.End.class);
        assertThat(answeredAgain).isZero();

        assertThat(theirs.next(Duration.ofSeconds(1))).isInstanceOf(WatchStream.Next.End.class);
        assertThat(answeredAgain).isEqualTo(1);
    }

    /** Answers no call, and ends each watch. */
    private static final class Mute implements KubeApi {

        @Override
        public ObjectNode call(ApiCall call) throws ApiException {
            throw new ApiException("mute", new Failure.NoAnswer(Failure.Kind.TIMEOUT, "mute"));
        }

        @Override
        public WatchStream watch(String path) {
            return new WatchStream() {
                @Override
                public Next next(Duration atMost) {
                    return new Next.End();
                }

                @Override
                public void close() {
                    // nothing is open
                }
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
