// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.snapshot.RawObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReflectorTest {

    private final ReflectorRig rig = new ReflectorRig(1, ReflectorRig.pagesOf(2));
    private final FakeServer server = rig.server;

    @BeforeEach
    void threeThings() {
        server.put("a", "1");
        server.put("b", "1");
        server.put("c", "1");
    }

    @Test
    void listsPageByPageAndWatchesFromThere() throws InterruptedException {
        rig.start();
        server.put("d", "1");
        server.delete("a");
        rig.steps(2);

        assertThat(rig.recorder.told).containsExactly("a", "b", "c", "d", "-a");
        assertThat(server.lists()).isEqualTo(1);
        assertThat(server.calls).hasSize(4).last().asString().contains("resourceVersion=103");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void isNeverCurrentBeforeTheFirstListIsComplete() throws InterruptedException {
        server.faults.addAll(
                List.of(Optional.empty(), Optional.empty(), Optional.of(FakeServer.noAnswer(Failure.Kind.BROKEN))));
        rig.steps(2);

        assertThat(rig.recorder.told).containsExactly("a", "b");
        assertThat(rig.states)
                .containsOnly(new ReadState.Pending(Reasons.CONNECTING), new ReadState.Pending("NoAnswer"));
    }

    @Test
    void itemsGetTheirTypeAndLoseManagedFields() throws InterruptedException {
        rig.start();

        assertThat(rig.recorder.objects.values()).hasSize(3).allSatisfy(object -> {
            assertThat(object.apiVersion()).isEqualTo("demo.weft.dev/v1");
            assertThat(object.body().path("kind").asText()).isEqualTo("Thing");
            assertThat(object.metadata().has("managedFields")).isFalse();
        });
    }

    @Test
    void aWatchThatEndsIsOpenedAgainWithoutAList() throws InterruptedException {
        rig.start();
        server.put("d", "1");
        server.endWatches();
        rig.step();
        rig.clear();
        rig.steps(2);
        server.put("e", "1");
        rig.step();

        assertThat(rig.recorder.told).containsExactly("e");
        assertThat(server.calls).singleElement().asString().startsWith("WATCH").contains("resourceVersion=104");
        assertThat(rig.states).containsOnly(new ReadState.Current());
    }

    @Test
    void aBrokenWatchIsOpenedAgainWithoutAList() throws InterruptedException {
        rig.start();
        rig.clear();
        server.breakWatches();
        rig.steps(2);
        server.put("a", "2");
        rig.step();

        assertThat(rig.recorder.told).containsExactly("a");
        assertThat(server.lists()).isZero();
        assertThat(rig.states)
                .containsExactly(
                        new ReadState.Current(),
                        new ReadState.Interrupted(FakeTime.START, false),
                        new ReadState.Current());
    }

    @Test
    void afterAGapExactlyTheChangedArePutAndTheMissingAreGone() throws InterruptedException {
        rig.start();
        server.breakWatches();
        server.put("b", "2");
        server.delete("c");
        server.put("d", "1");
        server.compact();
        rig.clear();
        rig.steps(4);

        assertThat(rig.recorder.told).containsExactly("b", "d", "-c");
        assertThat(rig.recorder.world()).isEqualTo(server.world());
        assertThat(server.lists()).isEqualTo(1);
    }

    @Test
    void anErrorEventLeadsToAList() throws InterruptedException {
        rig.start();
        rig.clear();
        server.event("ERROR", status(410));
        server.delete("a");
        rig.steps(3);

        assertThat(rig.recorder.told).containsExactly("-a");
        assertThat(server.lists()).isEqualTo(1);
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void aListWhoseTokenHasExpiredBeginsAgain() throws InterruptedException {
        server.spoil = answer -> {
            server.compact();
            server.delete("a");
            server.spoil = page -> page;
            return answer;
        };
        rig.steps(2);
        assertThat(rig.state()).isInstanceOf(ReadState.Pending.class);
        rig.step();

        assertThat(server.lists()).isEqualTo(2);
        assertThat(rig.recorder.told).containsExactly("a", "b", "c", "-a");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void anAnswerThatIsNotCompleteIsNoListAndNothingIsGone() throws InterruptedException {
        rig.start();
        rig.clear();
        for (String field : List.of("items", "metadata")) {
            server.put("b", field);
            server.compact();
            server.breakWatches();
            server.spoil = answer -> {
                answer.remove(field);
                return answer;
            };
            rig.steps(4);
            assertThat(rig.recorder.told).as(field).isEmpty();
            assertThat(rig.state()).as(field).isInstanceOf(ReadState.Interrupted.class);
        }
        server.spoil = answer -> {
            answer.withArray("/items").removeAll();
            answer.withObject("/metadata").put("continue", "").put("remainingItemCount", 3);
            return answer;
        };
        rig.steps(2);
        assertThat(rig.recorder.told).isEmpty();

        server.spoil = answer -> answer;
        rig.step();
        assertThat(rig.recorder.told).containsExactly("b");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void aListThatIsEmptyAndCompleteIsTheTruth() throws InterruptedException {
        rig.start();
        rig.clear();
        List.of("a", "b", "c").forEach(server::delete);
        server.compact();
        server.breakWatches();
        rig.steps(4);

        assertThat(rig.recorder.told).containsExactlyInAnyOrder("-a", "-b", "-c");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void anItemWithoutANameLosesNoOtherAndNothingIsGoneUntilItIsAway() throws InterruptedException {
        rig.start();
        rig.clear();
        server.put("d", "1");
        server.delete("a");
        server.compact();
        server.breakWatches();
        server.spoil = answer -> {
            answer.withArray("/items").insertObject(0).putObject("metadata").put("namespace", "default");
            return answer;
        };
        rig.steps(4);
        assertThat(rig.recorder.told).containsExactly("d");
        assertThat(rig.state())
                .isInstanceOfSatisfying(
                        ReadState.Denied.class,
                        denied -> assertThat(denied.reason()).isEqualTo("Undecodable"));
        server.put("e", "1");
        rig.step();
        assertThat(rig.recorder.told).as("the watch goes on").containsExactly("d", "e");

        server.spoil = answer -> answer;
        rig.time.pass(WatchSettings.DEFAULT.denied());
        rig.steps(3);
        assertThat(rig.recorder.told).containsExactly("d", "e", "-a");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void churnDoesNotKeepAKindWithAnItemWithoutANameFromBeingListedAgain() throws InterruptedException {
        server.spoil = answer -> {
            answer.withArray("/items").addObject();
            return answer;
        };
        rig.start();
        server.spoil = answer -> answer;
        rig.time.pass(WatchSettings.DEFAULT.denied());
        for (int i = 0; i < 4; i++) {
            server.put("a", "edit " + i);
            rig.step();
        }

        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void anEventWithoutANameLeadsToAList() throws InterruptedException {
        rig.start();
        rig.clear();
        server.event("MODIFIED", JsonNodeFactory.instance.objectNode());
        server.put("a", "2");
        rig.steps(3);

        assertThat(rig.recorder.told).containsExactly("a");
        assertThat(server.lists()).isEqualTo(1);
    }

    @Test
    void aKindThatIsNotServedIsEmptyAndLookedForAgain() throws InterruptedException {
        server.served = false;
        assertThat(rig.step()).isEqualTo(Duration.ofSeconds(10));
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
        assertThat(rig.step()).isEqualTo(Duration.ofSeconds(10));

        server.served = true;
        rig.start();
        assertThat(rig.recorder.world()).isEqualTo(server.world());
    }

    @Test
    void aKindThatIsNoLongerServedTakesItsObjectsAlong() throws InterruptedException {
        rig.start();
        rig.clear();
        server.served = false;
        server.endWatches();
        rig.steps(3);

        assertThat(rig.recorder.told).containsExactlyInAnyOrder("-a", "-b", "-c");
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void aListThatIsNotFoundProvesNothingWhileTheServerSaysThatItServesTheKind() throws InterruptedException {
        rig.start();
        rig.clear();
        server.compact();
        server.breakWatches();
        server.faults.addAll(List.of(
                Optional.of(FakeServer.refuses(404, "NotFound")),
                Optional.empty(),
                Optional.of(FakeServer.refuses(404, "NotFound"))));
        rig.steps(4);

        assertThat(rig.recorder.told).isEmpty();
        assertThat(rig.state()).isEqualTo(new ReadState.Interrupted(FakeTime.START, true));
        rig.steps(3);
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void aKindThatMayNotBeReadIsTriedAgainAndItsObjectsStay() throws InterruptedException {
        rig.start();
        rig.clear();
        server.compact();
        server.breakWatches();
        for (int i = 0; i < 3; i++) {
            server.faults.add(Optional.of(FakeServer.refuses(403, "Forbidden")));
        }
        rig.step();
        assertThat(rig.step()).isEqualTo(Duration.ofSeconds(15));
        assertThat(rig.state()).isEqualTo(new ReadState.Denied("Forbidden", FakeTime.START));
        rig.steps(2);
        assertThat(rig.recorder.told).isEmpty();
        assertThat(rig.state()).as("since when").isEqualTo(new ReadState.Denied("Forbidden", FakeTime.START));

        rig.steps(2);
        assertThat(rig.state()).isEqualTo(new ReadState.Current());
    }

    @Test
    void aKindThatWasNeverListedIsNotCurrentWhenItsRefusalTurnsIntoAnotherFailure() throws InterruptedException {
        server.faults.addAll(List.of(
                Optional.empty(),
                Optional.of(FakeServer.refuses(403, "Forbidden")),
                Optional.of(FakeServer.noAnswer(Failure.Kind.TIMEOUT))));
        rig.steps(3);

        assertThat(rig.states).noneMatch(ReadState.Interrupted.class::isInstance);
        assertThat(rig.state()).isInstanceOf(ReadState.Denied.class);
    }

    @Test
    void pausesDoubleWithJitterUpToHalfAMinute() throws InterruptedException {
        for (int i = 0; i < 12; i++) {
            server.faults.add(Optional.of(FakeServer.noAnswer(Failure.Kind.CONNECT)));
        }
        assertThat(rig.step()).isZero();
        long full = 200;
        for (int i = 0; i < 11; i++) {
            assertThat(rig.step().toMillis()).isBetween(full / 2, full);
            full = Math.min(full * 2, 30_000);
        }
    }

    @Test
    void aServerThatEndsEveryWatchAtOnceIsNotCalledInACircle() throws InterruptedException {
        rig.start();
        Duration paused = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            server.endWatches();
            paused = paused.plus(rig.step());
        }
        assertThat(paused).isGreaterThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatAsksForAPauseGetsIt() throws InterruptedException {
        Optional<Duration> asked = Optional.of(Duration.ofSeconds(7));
        server.faults.add(Optional.of(new Failure.Refused(
                429, "TooManyRequests", "slow down", JsonNodeFactory.instance.missingNode(), asked)));

        assertThat(rig.step()).isEqualTo(Duration.ofSeconds(7));
        assertThat(rig.state()).isEqualTo(new ReadState.Pending("TooManyRequests"));
    }

    @Test
    void aWatchThatIsSilentForTooLongIsOpenedAgain() throws InterruptedException {
        rig.start();
        rig.clear();
        server.muteWatches();
        server.put("a", "2");
        rig.step();
        rig.time.pass(WatchSettings.DEFAULT.quiet());
        rig.steps(3);

        assertThat(rig.recorder.told).containsExactly("a");
        assertThat(server.lists()).isZero();
    }

    @Test
    void nobodyLooksUpFromASilentWatchBeforeSomethingIsDue() throws InterruptedException {
        rig.start();
        rig.step();

        assertThat(server.waits).containsExactly(WatchSettings.DEFAULT.quiet());
    }

    @Test
    void aKindThatIsNotServedForLongIsLookedForOnceAMinute() throws InterruptedException {
        server.served = false;
        Instant end = rig.time.instant().plus(Duration.ofMinutes(11));
        int looks = 0;
        while (rig.time.instant().isBefore(end)) {
            rig.step();
            looks++;
        }

        assertThat(looks).as("6 in the first minute").isEqualTo(6 + 10);
    }

    @Test
    void aWatchIsOpenedAgainWhenItsClusterWasSilent() throws InterruptedException {
        rig.start();
        rig.clear();
        server.muteWatches();
        server.put("a", "2");
        rig.reflector.renew();
        rig.steps(3);

        assertThat(rig.recorder.told).containsExactly("a");
        assertThat(server.watches()).isEqualTo(1);
    }

    @Test
    void bookmarksMoveTheStartOfTheNextWatch() throws InterruptedException {
        rig.start();
        ObjectNode bookmark = JsonNodeFactory.instance.objectNode();
        bookmark.putObject("metadata").put("resourceVersion", "104");
        server.event("BOOKMARK", bookmark);
        rig.step();
        server.compact();
        server.endWatches();
        rig.clear();
        rig.steps(2);

        assertThat(server.calls).singleElement().asString().contains("resourceVersion=104");
    }

    @Test
    void watchesAreOpenForFiveToTenMinutes() throws InterruptedException {
        rig.start();

        String path = server.calls.get(server.calls.size() - 1);
        int seconds = Integer.parseInt(path.replaceAll(".*timeoutSeconds=(\\d+).*", "$1"));
        assertThat(seconds).isBetween(300, 600);
        assertThat(path).contains("allowWatchBookmarks=true");
    }

    @Test
    void aDefectInReadingIsFollowedByReadingAnew() throws InterruptedException {
        rig.start();
        rig.clear();
        server.put("a", "2");
        server.compact();
        server.breakWatches();
        server.spoil = answer -> {
            throw new IllegalStateException("a defect");
        };
        rig.steps(4);
        assertThat(rig.recorder.told).isEmpty();
        assertThat(rig.state()).isInstanceOf(ReadState.Interrupted.class);

        server.spoil = answer -> answer;
        rig.steps(3);
        assertThat(rig.recorder.told).containsExactly("a");
    }

    @Test
    void onlyWhatWasAskedForIsListedAndWatched() {
        Reading reading = Reading.of(FakeServer.KIND, "v1")
                .inNamespace("weft")
                .withLabels("app=x,tier in (a)")
                .withFields("metadata.name=istio");

        String selectors = "&labelSelector=app%3Dx%2Ctier%20in%20%28a%29&fieldSelector=metadata.name%3Distio";
        assertThat(reading.listPath(FakeServer.TYPE, 500, "t/1"))
                .isEqualTo("/apis/demo.weft.dev/v1/namespaces/weft/things?limit=500" + selectors + "&continue=t%2F1");
        assertThat(reading.watchPath(FakeServer.TYPE, "7", 300))
                .isEqualTo("/apis/demo.weft.dev/v1/namespaces/weft/things?watch=true&allowWatchBookmarks=true"
                        + "&timeoutSeconds=300&resourceVersion=7" + selectors);
    }

    @Test
    void anObjectSaysWhereItWasRead() throws InterruptedException {
        rig.start();

        assertThat(rig.recorder.objects.values()).extracting(RawObject::origin).containsOnly("cluster east");
    }

    private static ObjectNode status(int code) {
        return JsonNodeFactory.instance.objectNode().put("kind", "Status").put("code", code);
    }
}
