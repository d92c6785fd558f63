// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import static dev.weft.meshctl.demo.Requests.from;
import static dev.weft.meshctl.demo.Requests.to;

import dev.weft.meshctl.demo.Callers.Request;
import dev.weft.meshctl.demo.Requests.Expected;
import dev.weft.meshctl.demo.Requests.Share;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.util.ArrayList;
import java.util.List;

/** What the scenes about several clusters mean to a client: requests of each cluster are answered by the other. */
final class CallAcross implements Scene {

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    /** A proxy answers so for a name that it does not know, where nothing else is let out. */
    private static final int UNKNOWN = 502;

    private static final String PRODUCTPAGE = "productpage-v1";
    private static final String REMOTE = "reviews-v3";
    private static final List<String> LOCAL = List.of("reviews-v1", "reviews-v2");
    private static final String PATH = "/reviews/1";

    private static final Request REVIEWS =
            to(World.FIRST, PRODUCTPAGE, FederateMeshes.globalName("reviews", World.SECOND), PATH);

    private static final List<Expected> CALLS = List.of(
            new Expected(REVIEWS, OK, "productpage-reads-reviews-of-cluster-2"),
            new Expected(REVIEWS.method("POST"), FORBIDDEN, "may only GET"),
            new Expected(
                    to(World.FIRST, "details-v1", FederateMeshes.globalName("reviews", World.SECOND), PATH),
                    FORBIDDEN,
                    "is not productpage"),
            new Expected(
                    to(World.SECOND, REMOTE, FederateMeshes.globalName("ratings", World.FIRST), "/ratings/1"),
                    OK,
                    "reviews-read-ratings"),
            new Expected(
                    to(World.FIRST, PRODUCTPAGE, FederateMeshes.globalName("details", World.SECOND), "/details/1"),
                    UNKNOWN,
                    "has no global name"));

    /** Of the 40 that the shift asks for, chance goes farther away less than once in 10,000 times. */
    private static final Share SHIFTED =
            new Share(from(World.FIRST, PRODUCTPAGE, "reviews", PATH), 200, REMOTE, 17, 64);

    private static final Request EITHER = to(World.FIRST, PRODUCTPAGE, "reviews-failover.bookinfo.global", PATH);

    @Override
    public String name() {
        return "requests-across";
    }

    @Override
    public String doing() {
        return "sending requests from each cluster to the other";
    }

    @Override
    public Told play(World world) throws InterruptedException, CommandFailedException {
        Requests requests = Requests.in(world);
        List<List<String>> rows = requests.rows(CALLS);
        String shares = requests.answers(SHIFTED);
        rows.addAll(failover(requests));
        return new Told(
                "the clusters answer each other: " + SHIFTED.count() + " requests for reviews got to " + shares,
                Tables.columns(List.of(List.of("everybody", shares, "reviews-canary: 70, 10 and 20 %")))
                        + "\n" + Tables.columns(rows) + "\n"
                        + requests.callers().curl(REVIEWS) + "\n"
                        + requests.callers().curl(EITHER) + "\n");
    }

    /** Those of the caller's own cluster fail for a while; the client sees nothing of it. */
    private static List<List<String>> failover(Requests requests) throws InterruptedException, CommandFailedException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(requests.row(new Expected(EITHER, OK, "reviews-v", "reviews-failover")));
        try {
            LOCAL.forEach(workload -> requests.callers().fail(World.FIRST, workload, true));
            rows.add(requests.row(
                    new Expected(EITHER, OK, REMOTE, "reviews-failover, while reviews of " + World.FIRST + " fail")));
        } finally {
            LOCAL.forEach(workload -> requests.callers().fail(World.FIRST, workload, false));
        }
        return rows;
    }
}
