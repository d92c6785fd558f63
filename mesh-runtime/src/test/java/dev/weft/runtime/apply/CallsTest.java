// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.apply.Applier.Outcome;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException.Failure.Kind;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written.Result;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls one write takes, and what each answer means. */
class CallsTest {

    private final FakeKubeApi api = new FakeKubeApi();
    private Leadership leadership = Leadership.ALWAYS;
    private Respondent respondent = Respondent.NOBODY;

    @Test
    void aCreateIsOnePost() throws Exception {
        api.answers(FakeKubeApi.ECHO);

        Outcome outcome = make(Writes.create("c1", "reviews"));

        assertThat(api.calls()).singleElement().hasToString("POST " + Writes.PATH);
        assertThat(outcome.result()).isInstanceOfSatisfying(Result.Done.class, done -> {
            assertThat(done.now()
                            .orElseThrow()
                            .metadata()
                            .path("resourceVersion")
                            .asText())
                    .isEqualTo("8");
            assertThat(done.now().orElseThrow().metadata().has("managedFields")).isFalse();
        });
    }

    @Test
    void aNameThatIsTakenIsAnsweredWithWhoHasIt() throws Exception {
        api.refuses(409, "AlreadyExists").answers(Writes.there());

        assertThat(current(make(Writes.create("c1", "reviews")))).isEqualTo("7");
        assertThat(api.calls().get(1)).hasToString("GET " + Writes.PATH + "/reviews");
    }

    @Test
    void aReplaceSendsTheVersionThatWasReadAndKeepsWhatIsOfOthers() throws Exception {
        api.answers(FakeKubeApi.ECHO);

        make(Writes.replace());

        assertThat(api.calls()).singleElement().hasToString("PUT " + Writes.PATH + "/reviews");
        assertThat(api.body(0)).isEqualTo(Writes.json("""
                {"apiVersion":"networking.istio.io/v1","kind":"VirtualService",
                 "metadata":{"name":"reviews","namespace":"shop","uid":"u1","resourceVersion":"7",
                   "labels":{"owner":"gloo-mesh","team":"a"},"annotations":{"note":"keep"},
                   "finalizers":["example.com/x"],"ownerReferences":[{"uid":"o1"}]},
                 "spec":{"hosts":["new"]}}"""));
    }

    @Test
    void aReplaceOfWhatHasChangedIsOvertakenByIt() throws Exception {
        api.refuses(409, "Conflict").answers(Writes.there().put("x", 1));

        assertThat(current(make(Writes.replace()))).isEqualTo("7");
    }

    @Test
    void aConflictWhoseCauseCannotBeReadIsTriedAgain() throws Exception {
        api.refuses(409, "Conflict").refuses(500, "InternalError");

        assertThat(make(Writes.replace()).result()).isInstanceOf(Result.Failed.class);
    }

    @Test
    void aDeleteIsOfThatVeryObjectInThatVersion() throws Exception {
        api.answers(Writes.json("{\"kind\":\"Status\",\"status\":\"Success\"}"));

        assertThat(make(Writes.delete()).result()).isEqualTo(new Result.Done(Optional.empty()));
        assertThat(api.calls()).singleElement().hasToString("DELETE " + Writes.PATH + "/reviews");
        assertThat(api.body(0).path("preconditions"))
                .isEqualTo(Writes.json("{\"uid\":\"u1\",\"resourceVersion\":\"7\"}"));
    }

    @Test
    void aDeletedObjectThatWaitsForAFinalizerIsStillThere() throws Exception {
        var ending = Writes.there();
        ending.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        api.answers(ending);

        assertThat(make(Writes.delete()).result())
                .isInstanceOfSatisfying(
                        Result.Done.class, done -> assertThat(done.now()).isPresent());
    }

    @Test
    void aDeleteOfWhatIsGoneIsOvertaken() throws Exception {
        api.refuses(404, "NotFound");

        assertThat(make(Writes.delete()).result()).isEqualTo(new Result.Overtaken(Optional.empty()));
    }

    @Test
    void aDeleteOfWhatHasChangedIsOvertakenByIt() throws Exception {
        api.refuses(409, "Conflict").answers(Writes.there());

        assertThat(current(make(Writes.delete()))).isEqualTo("7");
    }

    @Test
    void aDeleteOfWhatHasJustBeenReplacedByNothingIsOvertaken() throws Exception {
        api.refuses(409, "Conflict").refuses(404, "NotFound");

        assertThat(make(Writes.delete()).result()).isEqualTo(new Result.Overtaken(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 413, 422})
    void whatTheServerWillRefuseAgainIsRefused(int code) throws Exception {
        api.refuses(code, "Why");

        assertThat(make(Writes.create("c1", "reviews")))
                .isEqualTo(new Outcome(new Result.Refused(code, "Why", "because of Why"), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 504})
    void aBusyServerIsLeftAloneForAsLongAsItAsks(int code) throws Exception {
        api.refuses(code, "Busy", Optional.of(Duration.ofSeconds(7)));

        assertThat(make(Writes.replace()))
                .isEqualTo(new Outcome(
                        new Result.Failed(code + " because of Busy", Optional.of(Duration.ofSeconds(7))), false));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TIMEOUT", "BROKEN"})
    void whatMayHaveTakenEffectIsLookedAtAtOnce(Kind kind) throws Exception {
        api.gives(kind).answers(Writes.there());

        Outcome outcome = make(Writes.create("c1", "reviews"));

        assertThat(current(outcome)).isEqualTo("7");
        assertThat(outcome.unreachable()).isFalse();
    }

    @Test
    void aDeleteWithoutAnswerThatTookEffectIsKnownToHaveDoneSo() throws Exception {
        api.gives(Kind.TIMEOUT).refuses(404, "NotFound");

        assertThat(make(Writes.delete()).result()).isEqualTo(new Result.Overtaken(Optional.empty()));
    }

    @Test
    void whatCannotBeLookedAtEitherHasFailed() throws Exception {
        api.gives(Kind.TIMEOUT).gives(Kind.CONNECT);

        assertThat(make(Writes.replace()).result())
                .isEqualTo(new Result.Failed("no answer: TIMEOUT", Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CONNECT", "TLS"})
    void whatWasNeverSentIsNotLookedFor(Kind kind) throws Exception {
        api.gives(kind);

        Outcome outcome = make(Writes.replace());

        assertThat(outcome.unreachable()).isTrue();
        assertThat(api.calls()).hasSize(1);
    }

    @Test
    void aStatusIsAppliedAndWhatOthersLeftThereIsTakenOutButConditions() throws Exception {
        api.answers(call -> Writes.json("""
                        {"status":{"state":"ACCEPTED","old":1,"map":{"mine":{"a":1},"theirs":{"b":1}},
                          "conditions":[{"type":"Theirs"}]}}""")).answers(FakeKubeApi.ECHO);

        make(Writes.status("{\"state\":\"ACCEPTED\",\"map\":{\"mine\":{\"a\":1}}}", true));

        assertThat(api.calls().get(0).path()).contains("/trafficpolicies/p/status?force=true&fieldManager=us");
        assertThat(api.calls().get(1).contentType()).isEqualTo("application/merge-patch+json");
        assertThat(api.body(1)).isEqualTo(Writes.json("{\"status\":{\"old\":null,\"map\":{\"theirs\":null}}}"));
    }

    @Test
    void aStatusWithoutLeftoversIsOneCall() throws Exception {
        api.answers(call -> Writes.json("{\"status\":{\"state\":\"ACCEPTED\",\"conditions\":[]}}"));

        make(Writes.status("{\"state\":\"ACCEPTED\"}", true));

        assertThat(api.calls()).extracting(ApiCall::method).containsExactly(ApiCall.Method.PATCH);
    }

    @Test
    void I6_whoLosesTheLeadBetweenTheTwoCallsOfAStatusDoesNotMakeTheSecond() throws Exception {
        leadership = () -> false;
        api.answers(call -> Writes.json("{\"status\":{\"state\":\"ACCEPTED\",\"old\":1}}"));

        make(Writes.status("{\"state\":\"ACCEPTED\"}", true));

        assertThat(api.calls()).hasSize(1);
    }

    @Test
    void aPartOfAStatusLeavesTheRestToOthers() throws Exception {
        api.answers(call -> Writes.json("{\"status\":{\"conditions\":[],\"theirs\":1}}"));

        make(Writes.status("{\"conditions\":[]}", false));

        assertThat(api.calls()).hasSize(1);
    }

    @Test
    void anAnswerIsThePutOfAStatusUnderTheVersionThatWasRead() throws Exception {
        respondent = asked -> new Respondent.Reply.Say(Writes.json("{\"state\":\"FINISHED\"}"));
        api.answers(FakeKubeApi.ECHO);

        make(Writes.answer());

        assertThat(api.calls()).singleElement().hasToString("PUT " + Writes.PATH + "/reviews/status");
        assertThat(api.body(0).at("/metadata/resourceVersion").asText()).isEqualTo("7");
        assertThat(api.body(0).path("status")).isEqualTo(Writes.json("{\"state\":\"FINISHED\"}"));
    }

    @Test
    void anAnswerThatSaysWhatIsThereAlreadyIsNotSent() throws Exception {
        Write.Answer answer = Writes.answer();
        answer.asked().body().set("status", Writes.json("{\"state\":\"FAILED\"}"));
        respondent = asked -> new Respondent.Reply.Say(Writes.json("{\"state\":\"FAILED\"}"));

        assertThat(make(answer).result()).isInstanceOf(Result.Done.class);
        assertThat(api.calls()).isEmpty();
    }

    @Test
    void whereNothingCanBeSaidYetNothingIsSent() throws Exception {
        respondent = asked -> new Respondent.Reply.NotNow("the other server is down");

        Outcome outcome = make(Writes.answer());

        assertThat(outcome.result()).isEqualTo(new Result.Failed("the other server is down", Optional.empty()));
        assertThat(outcome.unreachable()).isFalse();
        assertThat(api.calls()).isEmpty();
    }

    @Test
    void I6_whoLosesTheLeadWhileAnAnswerIsFoundOutDoesNotSendIt() throws Exception {
        respondent = asked -> {
            leadership = () -> false;
            return new Respondent.Reply.Say(Writes.json("{}"));
        };
        Calls calls = new Calls(api, "us", () -> leadership.mayWrite(), respondent);

        assertThat(calls.make(Writes.answer()).result()).isInstanceOf(Result.NotSent.class);
        assertThat(api.calls()).isEmpty();
    }

    @Test
    void anAnswerToAnObjectThatHasChangedIsOvertakenByIt() throws Exception {
        respondent = asked -> new Respondent.Reply.Say(Writes.json("{}"));
        api.refuses(409, "Conflict").answers(Writes.there());

        assertThat(current(make(Writes.answer()))).isEqualTo("7");
    }

    private Outcome make(Write write) throws InterruptedException {
        return new Calls(api, "us", leadership, respondent).make(write);
    }

    private static String current(Outcome outcome) {
        return outcome.result() instanceof Result.Overtaken overtaken
                ? overtaken
                        .now()
                        .orElseThrow()
                        .metadata()
                        .path("resourceVersion")
                        .asText()
                : "not overtaken: " + outcome;
    }
}
