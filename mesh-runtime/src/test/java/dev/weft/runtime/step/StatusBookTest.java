// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.StatusBook.Subject;
import dev.weft.runtime.step.StatusBook.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusBookTest {

    private static final ObjectId ID = new ObjectId("", new GroupKind("weft.test", "Policy"), "shop", "p");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final StatusBook book = new StatusBook(Set.of("Accepted"));
    private String wanted = "{\"state\":\"ACCEPTED\"}";
    private boolean whole = true;
    private @Nullable Instant notBefore;
    private int judged;
    private Write.Status sent = new Write.Status(ID, "weft.test/v1", json("{}"), true);

    @Test
    void aStatusThatTheObjectAlreadySaysIsNotWritten() {
        observe("{\"state\":\"ACCEPTED\"}");

        assertThat(pass(NOW)).isEmpty();
    }

    @Test
    void whatIsNotMarkedIsNotLookedAt() {
        observe("{\"state\":\"ACCEPTED\"}");
        pass(NOW);
        pass(NOW);

        assertThat(judged).isEqualTo(1);
    }

    @Test
    void oneWriteOfAnObjectAtATime() {
        observe("");
        assertThat(pass(NOW)).hasSize(1);
        wanted = "{\"state\":\"INVALID\"}";
        book.mark(ID);
        assertThat(pass(NOW)).isEmpty();

        answer(new Written.Result.Done(Optional.of(object("{\"state\":\"ACCEPTED\"}"))));

        assertThat(pass(NOW)).extracting(Write.Status::status).containsExactly(json("{\"state\":\"INVALID\"}"));
    }

    @Test
    void aRefusedStatusIsNotWrittenAgainUntilTheObjectIsAnotherOne() {
        observe("");
        pass(NOW);
        answer(new Written.Result.Refused(422, "Invalid", "spec.x: malformed"));
        assertThat(pass(NOW)).isEmpty();
        book.mark(ID);
        assertThat(pass(NOW.plusSeconds(600))).isEmpty();

        book.observe(ID, new Subject("weft.test/v1", 2, MissingNode.getInstance()));

        assertThat(pass(NOW)).hasSize(1);
    }

    @Test
    void aNewTimeAloneDoesNotMakeARefusedStatusAnotherOne() {
        wanted = "{\"conditions\":[{\"type\":\"Accepted\",\"status\":\"True\",\"lastTransitionTime\":\"1\"}]}";
        observe("");
        pass(NOW);
        answer(new Written.Result.Refused(422, "Invalid", "spec.x: malformed"));
        wanted = wanted.replace("\"1\"", "\"2\"");
        book.mark(ID);

        assertThat(pass(NOW)).isEmpty();
    }

    @Test
    void aStatusThatTheServerTakesInAnotherFormIsWrittenOnce() {
        wanted = "{\"state\":\"ACCEPTED\",\"unknown\":1}";
        observe("");
        pass(NOW);
        answer(new Written.Result.Done(Optional.of(object("{\"state\":\"ACCEPTED\"}"))));
        assertThat(pass(NOW)).isEmpty();
        observe("{\"state\":\"ACCEPTED\"}");
        assertThat(pass(NOW)).isEmpty();

        observe("{\"state\":\"PENDING\"}");

        assertThat(pass(NOW)).as("somebody changed it").hasSize(1);
    }

    @Test
    void aFailedWriteIsTriedAgainLater() {
        observe("");
        pass(NOW);
        answer(new Written.Result.Failed("connection refused", Optional.empty()));
        assertThat(pass(NOW)).isEmpty();
        assertThat(book.wakeAt()).contains(NOW.plusSeconds(1));

        assertThat(pass(NOW.plusSeconds(1))).hasSize(1);
        answer(new Written.Result.Failed("connection refused", Optional.empty()));
        pass(NOW.plusSeconds(1));
        assertThat(book.wakeAt()).contains(NOW.plusSeconds(2));
    }

    @Test
    void aStatusThatIsAboutToChangeWaits() {
        notBefore = NOW.plusSeconds(1);
        observe("");
        assertThat(pass(NOW)).isEmpty();
        assertThat(book.wakeAt()).contains(NOW.plusSeconds(1));

        assertThat(pass(NOW.plusSeconds(1))).hasSize(1);
    }

    @Test
    void conditionsOfOthersAreNotWritten() {
        String foreign = "{\"type\":\"Audited\",\"status\":\"True\"}";
        wanted = "{\"conditions\":[{\"type\":\"Accepted\",\"status\":\"True\"}," + foreign + "]}";
        observe("{\"conditions\":[" + foreign + "]}");

        assertThat(pass(NOW))
                .extracting(Write.Status::status)
                .containsExactly(json("{\"conditions\":[{\"type\":\"Accepted\",\"status\":\"True\"}]}"));
    }

    @Test
    void theOrderOfConditionsIsNoDifference() {
        String one = "{\"type\":\"Accepted\",\"status\":\"True\"}";
        String other = "{\"type\":\"Audited\",\"status\":\"True\"}";
        wanted = "{\"conditions\":[" + one + "," + other + "]}";
        observe("{\"conditions\":[" + other + "," + one + "]}");

        assertThat(pass(NOW)).isEmpty();
    }

    @Test
    void fieldsOfOthersAreNoDifferenceWhereWeDoNotOwnTheWholeStatus() {
        whole = false;
        observe("{\"state\":\"ACCEPTED\",\"foreign\":true}");

        assertThat(pass(NOW)).isEmpty();
    }

    @Test
    void anObjectThatIsGoneIsForgotten() {
        observe("");
        pass(NOW);
        answer(new Written.Result.Overtaken(Optional.empty()));

        assertThat(pass(NOW)).isEmpty();
        assertThat(book.objects()).isEmpty();
    }

    private void observe(String status) {
        book.observe(ID, Subject.of(object(status)));
    }

    private List<Write.Status> pass(Instant now) {
        StatusBook.Judge judge = (id, subject) -> {
            judged++;
            return Optional.of(
                    notBefore != null && notBefore.isAfter(now)
                            ? new Verdict.Later(notBefore)
                            : new Verdict.Says(json(wanted), whole));
        };
        List<Write.Status> writes =
                book.decide(judge, now).stream().map(Write.Status.class::cast).toList();
        if (!writes.isEmpty()) {
            sent = writes.getLast();
        }
        return writes;
    }

    private void answer(Written.Result result) {
        book.answered(sent, result, NOW);
    }

    private static RawObject object(String status) {
        ObjectNode body = json("{\"metadata\":{\"generation\":1}}");
        if (!status.isEmpty()) {
            body.set("status", json(status));
        }
        return new RawObject(ID, "weft.test/v1", body, "test");
    }

    private static ObjectNode json(String text) {
        return CanonicalJson.object(text.getBytes(StandardCharsets.UTF_8));
    }
}
