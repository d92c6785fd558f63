// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.Endpoint;
import java.time.Duration;
import java.util.List;

/** Tries the new credentials at the very address that is going to be stored. */
final class CredentialCheck {

    /** New rights take a moment to reach every part of an API server. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RegistrationRequest request;
    private final RemoteServer server;
    private final Progress progress;

    CredentialCheck(RegistrationRequest request, RemoteServer server, Progress progress) {
        this.request = request;
        this.server = server;
        this.progress = progress;
    }

    void run(Tokens tokens) throws CommandFailedException, InterruptedException {
        progress.step(request.cluster() + ": the new accounts work at " + server.url(), () -> {
            try {
                check(tokens.reader(), request.reader(), RemoteRights.reader());
                check(tokens.writer(), request.writer(), RemoteRights.writer());
                return "";
            } catch (ApiException e) {
                return unreachable(e);
            }
        });
    }

    private void check(String token, String account, List<AccessRule> rules)
            throws ApiException, InterruptedException, CommandFailedException {
        Endpoint endpoint =
                new Endpoint(server.url(), server.authorityPem(), Endpoint.Credentials.BearerToken.fixed(token));
        try (Cluster cluster = Cluster.open(request.cluster(), endpoint, "register")) {
            long end = System.nanoTime() + LONGEST.toNanos();
            for (AccessRule rule : rules) {
                String[] resource = rule.resources().getFirst().split("/", 2);
                Right right = new Right(
                        rule.verbs().getFirst(), rule.group(), resource[0], resource.length > 1 ? resource[1] : "", "");
                while (!cluster.may(right)) {
                    if (System.nanoTime() > end) {
                        throw new CommandFailedException(
                                request.cluster() + ": ServiceAccount " + account + " still may not " + right,
                                "Check whether something on the cluster changes roles or forbids it.");
                    }
                    Thread.sleep(PAUSE);
                }
            }
        }
    }

    /** An address that only the plane can reach is fine; one whose server cannot be trusted is not. */
    private String unreachable(ApiException failure) throws ApiException {
        boolean silent = failure.failure() instanceof Failure.NoAnswer none && none.kind() != Failure.Kind.TLS;
        if (request.apiServerAddress().isPresent() && silent) {
            return "not reachable from here, so not tried; the plane must reach it";
        }
        throw failure;
    }
}
