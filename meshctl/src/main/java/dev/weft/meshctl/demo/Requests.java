// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.demo.Callers.Answer;
import dev.weft.meshctl.demo.Callers.Request;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sends requests until they are answered as policies say, and tells of them. */
record Requests(World world, Callers callers) {

    /** Who asks there is a visitor from outside. */
    static final String GATEWAY = "istio-ingressgateway";

    private static final int OK = 200;

    /** Proxies learn of a change one after the other. */
    private static final int STEADY = 3;

    /**
     * Something that a policy is about.
     *
     * @param status that the answer must have
     * @param server the beginning of the name of the application that answers; empty when any may
     * @param why as users know it
     */
    record Expected(Request request, int status, String server, String why) {

        Expected(Request request, int status, String why) {
            this(request, status, "", why);
        }
    }

    /**
     * A shift of traffic.
     *
     * @param count of requests
     * @param server that a share of them is for
     * @param fewest that it must answer
     * @param most that it may answer
     */
    record Share(Request request, int count, String server, int fewest, int most) {}

    /** On a stage where somebody answers. */
    static Requests in(World world) {
        return new Requests(world, world.stage().callers().orElseThrow());
    }

    /** A request for a service of the client's own cluster. */
    static Request from(String cluster, String workload, String service, String path) {
        return to(cluster, workload, FederateMeshes.localName(service), path);
    }

    /** A request for any host. */
    static Request to(String cluster, String workload, String host, String path) {
        return new Request(cluster, workload, "GET", host + ":9080", path, Map.of());
    }

    /** The same of several, one after the other. */
    List<List<String>> rows(List<Expected> all) throws InterruptedException, CommandFailedException {
        List<List<String>> rows = new ArrayList<>();
        for (Expected expected : all) {
            rows.add(row(expected));
        }
        return rows;
    }

    /** Waits until a request is answered as it must be, several times running; who asked whom, and what came of it. */
    List<String> row(Expected expected) throws InterruptedException, CommandFailedException {
        Answer answer = await(expected);
        Request request = expected.request();
        boolean visitor = request.workload().equals(GATEWAY);
        return List.of(
                request.cluster(),
                visitor ? "a visitor, by the gateway" : request.workload(),
                visitor ? request.host() : brief(request.host()),
                request.method() + " " + request.path(),
                answer.status() + " " + answer.server(),
                expected.why() + (answer.client().isEmpty() ? "" : ", called by " + answer.client()));
    }

    /** A local name without what all of them have; another one without its port. */
    private static String brief(String host) {
        String local = "." + World.APPLICATIONS + ".svc.cluster.local";
        return host.split(":", 2)[0].replace(local, "");
    }

    private Answer await(Expected expected) throws InterruptedException, CommandFailedException {
        List<Answer> met = new ArrayList<>();
        String wanted = (expected.status() + " " + expected.server()).strip();
        world.awaiting().until(callers.curl(expected.request()) + " is answered " + wanted, () -> {
            while (met.size() < STEADY) {
                try {
                    Answer answer = callers.send(expected.request());
                    if (answer.status() != expected.status() || !answer.server().startsWith(expected.server())) {
                        met.clear();
                        return Optional.of("it is answered " + answer.status() + " " + answer.server());
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

    /**
     * Sends all of them, until the share is as it must be.
     *
     * @return {@code reviews-v1 (181) and reviews-v2 (19)}
     */
    String answers(Share expected) throws InterruptedException, CommandFailedException {
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
            int share = byServer.getOrDefault(expected.server(), 0);
            boolean answered = byServer.keySet().stream().allMatch(server -> server.startsWith("reviews-"));
            return answered && share >= expected.fewest() && share <= expected.most()
                    ? Optional.empty()
                    : Optional.of(byServer.toString());
        });
        List<String> words = byServer.entrySet().stream()
                .map(server -> server.getKey() + " (" + server.getValue() + ")")
                .toList();
        String last = words.getLast();
        return words.size() == 1 ? last : String.join(", ", words.subList(0, words.size() - 1)) + " and " + last;
    }
}
