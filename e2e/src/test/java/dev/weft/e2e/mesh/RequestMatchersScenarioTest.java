// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.HttpCall;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of condition on a request: a policy aborts what it matches, and nothing else. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class RequestMatchersScenarioTest {

    private final MeshWorld world;

    RequestMatchersScenarioTest(MeshWorld world) {
        this.world = world;
    }

    /**
     * A matcher with a request on either side of it.
     *
     * @param matcher an element of httpRequestMatchers
     */
    record Kind(String name, String matcher, UnaryOperator<HttpCall> matching, UnaryOperator<HttpCall> other) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("prefix", "prefix: /api", call -> call.path("/api/v1"), call -> call.path("/web")),
                new Kind("exact", "exact: /login", call -> call.path("/login"), call -> call.path("/login/again")),
                new Kind("regex", "regex: '/v[0-9]+/.*'", call -> call.path("/v1/a"), call -> call.path("/va/a")),
                new Kind(
                        "header",
                        "headers: [{name: end-user, value: jason}]",
                        call -> call.with("end-user", "jason"),
                        call -> call.with("end-user", "jasons")),
                new Kind(
                        "regular expression of a header",
                        "headers: [{name: end-user, value: 'test-[0-9]+', regex: true}]",
                        call -> call.with("end-user", "test-12"),
                        call -> call.with("end-user", "test-")),
                new Kind(
                        "header that must be there",
                        "headers: [{name: x-debug}]",
                        call -> call.with("x-debug", "whatever"),
                        call -> call),
                new Kind(
                        "header that must differ",
                        "headers: [{name: tier, value: gold, invertMatch: true}]",
                        call -> call.with("tier", "silver"),
                        call -> call.with("tier", "gold")),
                new Kind(
                        "query parameter",
                        "queryParameters: [{name: page, value: '1'}]",
                        call -> call.path("/list?page=1"),
                        call -> call.path("/list?page=12")),
                new Kind(
                        "regular expression of a query parameter",
                        "queryParameters: [{name: page, value: '[0-9]+', regex: true}]",
                        call -> call.path("/list?page=12"),
                        call -> call.path("/list?page=last")),
                new Kind("method", "method: {method: PUT}", call -> call.method("PUT"), call -> call.method("POST")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPolicyConcernsTheRequestsThatItMatches(Kind kind) throws Exception {
        HttpCall call = world.client().call("reviews", "/");
        awaitStatus(kind.matching().apply(call), 200);
        world.plane().apply(Policies.otherRequests("reviews", "east"));
        world.plane()
                .apply(Policies.traffic(
                        "reviews",
                        "east",
                        "httpRequestMatchers: [{" + kind.matcher()
                                + "}]\nfaultInjection: {abort: {httpStatus: 418}}\n"));
        awaitStatus(kind.matching().apply(call), 418);
        assertThat(kind.other().apply(call).send().status()).isEqualTo(200);
    }

    /** What the warning UnmatchedRequestsFail says. */
    @Test
    void requestsThatNoPolicyIsAboutAreNotAnsweredByTheService() throws Exception {
        HttpCall call = world.client().call("reviews", "/");
        world.plane()
                .apply(Policies.traffic(
                        "reviews",
                        "east",
                        "httpRequestMatchers: [{prefix: /api}]\nfaultInjection: {abort: {httpStatus: 418}}\n"));
        awaitStatus(call.path("/api"), 418);
        awaitStatus(call.path("/web"), 404);
        world.plane().apply(Policies.otherRequests("reviews", "east"));
        awaitStatus(call.path("/web"), 200);
        awaitStatus(call.path("/api"), 418);
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }
}
