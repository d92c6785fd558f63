// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import dev.weft.runtime.cluster.TokenRenewal.Held;
import dev.weft.runtime.step.Credentials;
import dev.weft.runtime.step.Credentials.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the tokens of a registration stand. Decides without I/O.
 *
 * @param cluster its name
 * @param held its kubeconfigs with tokens
 */
record TokenStanding(String cluster, List<Held> held) {

    private static final Duration DAY = Duration.ofDays(1);
    /** Of a token that lives for less than four days the last quarter is soon. */
    private static final int PART = 4;

    TokenStanding {
        held = List.copyOf(held);
    }

    /** When the first of them ends; empty when none does. */
    Optional<Instant> expires() {
        return expiring().map(BoundToken::expires).min(Comparator.naturalOrder());
    }

    /** When something else is to be said or done, unless something happens before. */
    Optional<Instant> changesAfter(Instant now) {
        return expiring()
                .flatMap(token -> Stream.of(token.renewAt(), soon(token), token.expires()))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder());
    }

    /**
     * What is to be said.
     *
     * @param failure why they were not renewed when that was tried last, with a remedy; empty when it has not failed
     * @param refused whether the API server says that it does not know who calls
     */
    Credentials at(Instant now, String failure, boolean refused) {
        List<BoundToken> expired =
                expiring().filter(token -> !now.isBefore(token.expires())).toList();
        if (!expired.isEmpty()) {
            String which = expired.stream()
                    .map(token -> name(token) + " expired at " + token.expires())
                    .collect(Collectors.joining(", "));
            return new Credentials(Standing.EXPIRED, which + because(failure) + "; " + registerAgain(cluster));
        }
        if (refused) {
            return new Credentials(
                    Standing.REFUSED,
                    "the API server does not accept the credentials (401 Unauthorized): they were revoked, or their"
                            + " ServiceAccount was deleted; " + registerAgain(cluster));
        }
        Optional<BoundToken> first = expiring().min(Comparator.comparing(BoundToken::expires));
        return first.isEmpty()
                ? new Credentials(Standing.LASTING, "the credentials do not expire")
                : living(first.get(), failure, now);
    }

    private Credentials living(BoundToken token, String failure, Instant now) {
        boolean due = !now.isBefore(token.renewAt());
        String reason = failure.isEmpty() && due && TokenRenewal.due(held, now).isEmpty()
                ? "it stands in the kubeconfig in a spelling that cannot be replaced"
                : failure;
        if (!now.isBefore(soon(token))) {
            return new Credentials(
                    Standing.EXPIRING,
                    name(token) + " expires at " + token.expires() + because(reason) + "; before that "
                            + registerAgain(cluster));
        }
        if (!reason.isEmpty()) {
            return new Credentials(
                    Standing.NOT_RENEWED, name(token) + " is good until " + token.expires() + because(reason));
        }
        return new Credentials(
                Standing.CURRENT, "good until " + token.expires() + ", renewed from " + token.renewAt() + " on");
    }

    /** What to do when nothing else helps. */
    static String registerAgain(String cluster) {
        return "register the cluster again: meshctl cluster register " + cluster;
    }

    private static String because(String failure) {
        return failure.isEmpty() ? "" : " and could not be renewed: " + failure;
    }

    private static String name(BoundToken token) {
        return "the token of ServiceAccount " + token.namespace() + "/" + token.account();
    }

    private static Instant soon(BoundToken token) {
        Duration part = Duration.between(token.issued(), token.expires()).dividedBy(PART);
        return token.expires().minus(part.compareTo(DAY) < 0 ? part : DAY);
    }

    private Stream<BoundToken> expiring() {
        return held.stream().flatMap(each -> each.expiring().stream());
    }
}
