// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.demo.Callers.Answer;
import dev.weft.meshctl.demo.Callers.Request;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the policies mean to a client: requests are sent, and the answers told. */
final class SendRequests implements Scene {

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;

    /** Proxies learn of a change one after the other. */
    private static final int STEADY = 3;

    private static final String PRODUCTPAGE = "productpage-v1";
    private static final String DETAILS = "details-v1";
    private static final String CANARY = "reviews-v2";

    /** A visitor, through the gateway. */
    private static final Request VISITOR =
            new Request(World.FIRST, "istio-ingressgateway", "GET", "bookinfo.example.com", "/productpage", Map.of());

    private static final Request REVIEWS = from(World.FIRST, PRODUCTPAGE, "reviews", "/reviews/1");

    /**
     * Something that a policy is about.
     *
     * @param status that the answer must have
     * @param why as users know it
     */
    private record Expected(Request request, int status, String why) {}

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

    /**
     * A shift of traffic.
     *
     * @param count of requests
     * @param fewest that the canary must answer
     * @param most that it may answer
     */
    private record Share(Request request, int count, int fewest, int most) {}

    /** Of the 20 that reviews-canary asks for, chance goes farther away less than once in 100,000 times. */
    private static final Share EVERYBODY = new Share(REVIEWS, 200, 3, 45);

    private static final Share TESTERS = new Share(REVIEWS.with("end-user", "tester-7"), 20, 20, 20);

    private static Request from(String cluster, String workload, String service, String path) {
        String host = service + "." + World.APPLICATIONS + ".svc.cluster.local:9080";
        return new Request(cluster, workload, "GET", host, path, Map.of());
    }

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
        Callers callers = world.stage().callers().orElseThrow();
        List<List<String>> rows = new ArrayList<>();
        for (Expected expected : ACCESS) {
            rows.add(row(expected, await(world, callers, expected)));
        }
        String testers = words(await(world, callers, TESTERS));
        String shares = words(await(world, callers, EVERYBODY));
        return new Told(
                EVERYBODY.count() + " requests for reviews are answered by " + shares,
                Tables.columns(List.of(
                                List.of("everybody", shares, "reviews-canary: 90 and 10 %"),
                                List.of("end-user: tester-7", testers, "reviews-testers: v2")))
                        + "\n" + Tables.columns(rows) + "\n" + callers.curl(REVIEWS) + "\n" + callers.curl(VISITOR)
                        + "\n");
    }

    private static List<String> row(Expected expected, Answer answer) {
        Request request = expected.request();
        String from = request == VISITOR ? "a visitor, by the gateway" : request.workload();
        String to = request == VISITOR ? request.host() : request.host().split("[.]", 2)[0];
        return List.of(
                request.cluster(),
                from,
                to,
                request.method() + " " + request.path(),
                answer.status() + " " + answer.server(),
                expected.why() + (answer.client().isEmpty() ? "" : ", called by " + answer.client()));
    }

    /** Waits until a request is answered as it must be, several times running. */
    private static Answer await(World world, Callers callers, Expected expected)
            throws InterruptedException, CommandFailedException {
        List<Answer> met = new ArrayList<>();
        world.awaiting().until(callers.curl(expected.request()) + " is answered " + expected.status(), () -> {
            while (met.size() < STEADY) {
                try {
                    Answer answer = callers.send(expected.request());
                    if (answer.status() != expected.status()) {
                        met.clear();
                        return Optional.of("it is answered " + answer.status());
                    }
                    met.add(answer);
                } catch (IOException e) {
                    met.clear();
                    return Optional.of(e.toString());
                }
            }
            return Optional.empty();
        });
        return met.getLast();
    }

    /** Sends all of them, until the canary answers as many as it must; who has answered how many. */
    private static SortedMap<String, Integer> await(World world, Callers callers, Share expected)
            throws InterruptedException, CommandFailedException {
        SortedMap<String, Integer> byServer = new TreeMap<>();
        world.awaiting().until(callers.curl(expected.request()) + " is answered as the shift says", () -> {
            byServer.clear();
            try {
                for (int i = 0; i < expected.count(); i++) {
                    Answer answer = callers.send(expected.request());
                    byServer.merge(answer.status() == OK ? answer.server() : "" + answer.status(), 1, Integer::sum);
                }
            } catch (IOException e) {
                return Optional.of(e.toString());
            }
            int share = byServer.getOrDefault(CANARY, 0);
            boolean answered = byServer.keySet().stream().allMatch(server -> server.startsWith("reviews-"));
            return answered && share >= expected.fewest() && share <= expected.most()
                    ? Optional.empty()
                    : Optional.of(byServer.toString());
        });
        return byServer;
    }

    /** {@code reviews-v1 (181) and reviews-v2 (19)}. */
    private static String words(SortedMap<String, Integer> byServer) {
        return String.join(
                " and ",
                byServer.entrySet().stream()
                        .map(server -> server.getKey() + " (" + server.getValue() + ")")
                        .toList());
    }
}
