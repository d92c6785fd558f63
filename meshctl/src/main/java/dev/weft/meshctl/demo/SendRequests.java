// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import static dev.weft.meshctl.demo.Requests.from;

import dev.weft.meshctl.demo.Callers.Request;
import dev.weft.meshctl.demo.Requests.Expected;
import dev.weft.meshctl.demo.Requests.Share;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.util.List;
import java.util.Map;

/** What the policies mean to a client: requests are sent, and the answers told. */
final class SendRequests implements Scene {

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;

    private static final String PRODUCTPAGE = "productpage-v1";
    private static final String DETAILS = "details-v1";
    private static final String CANARY = "reviews-v2";

    /** A visitor, through the gateway. */
    private static final Request VISITOR =
            new Request(World.FIRST, Requests.GATEWAY, "GET", "bookinfo.example.com", "/productpage", Map.of());

    private static final Request REVIEWS = from(World.FIRST, PRODUCTPAGE, "reviews", "/reviews/1");

    private static final List<Expected> ACCESS = List.of(
            new Expected(VISITOR, OK, "visitors-enter-by-the-gateway"),
            new Expected(from(World.FIRST, DETAILS, "productpage", "/productpage"), FORBIDDEN, "only by the gateway"),
            new Expected(REVIEWS, OK, "productpage-reads-reviews"),
            new Expected(REVIEWS.method("POST"), FORBIDDEN, "may only GET"),
            new Expected(from(World.FIRST, PRODUCTPAGE, "reviews", "/admin"), FORBIDDEN, "only below /reviews/"),
            new Expected(from(World.FIRST, DETAILS, "reviews", "/reviews/1"), FORBIDDEN, "is not productpage"),
            new Expected(from(World.FIRST, "reviews-v1", "ratings", "/ratings/1"), OK, "reviews-read-ratings"),
            new Expected(from(World.FIRST, PRODUCTPAGE, "ratings", "/ratings/1"), FORBIDDEN, "is not reviews"),
            new Expected(from(World.SECOND, "reviews-v3", "ratings", "/ratings/1"), OK, "reviews-read-ratings"),
            new Expected(from(World.SECOND, DETAILS, "ratings", "/ratings/1"), FORBIDDEN, "is not reviews"));

    /** Of the 20 that reviews-canary asks for, chance goes farther away less than once in 100,000 times. */
    private static final Share EVERYBODY = new Share(REVIEWS, 200, CANARY, 3, 45);

    private static final Share TESTERS = new Share(REVIEWS.with("end-user", "tester-7"), 20, CANARY, 20, 20);

    @Override
    public String name() {
        return "requests";
    }

    @Override
    public String doing() {
        return "sending requests";
    }

    @Override
    public Told play(World world) throws InterruptedException, CommandFailedException {
        Requests requests = Requests.in(world);
        List<List<String>> rows = requests.rows(ACCESS);
        String testers = requests.answers(TESTERS);
        String shares = requests.answers(EVERYBODY);
        Callers callers = requests.callers();
        return new Told(
                EVERYBODY.count() + " requests for reviews are answered by " + shares,
                Tables.columns(List.of(
                                List.of("everybody", shares, "reviews-canary: 90 and 10 %"),
                                List.of("end-user: tester-7", testers, "reviews-testers: v2")))
                        + "\n" + Tables.columns(rows) + "\n" + callers.curl(REVIEWS) + "\n" + callers.curl(VISITOR)
                        + "\n");
    }
}
