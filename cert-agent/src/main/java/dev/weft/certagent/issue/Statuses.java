// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.shared.Condition;
import dev.weft.certagent.issue.Standing.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the status says of a standing. The same standing gives the same status, but for the times of conditions that changed; so who
 * compares before writing writes once.
 */
public final class Statuses {

    /** {@code cacerts} holds a certificate for the spec as it is now. */
    public static final String ISSUED = "Issued";
    /** Everything that the spec asks for is done, and nothing is in the way of the next renewal. */
    public static final String READY = "Ready";

    private static final int LONGEST_MESSAGE = 1024;

    private Statuses() {}

    /**
     * @param evidence what is seen of trust, if anything is known
     * @param now for conditions that change
     * @return the whole status; conditions of others are kept
     */
    public static IssuedCertificateStatus of(
            World world, AgentRules rules, Standing standing, @Nullable Evidence evidence, Instant now) {
        String message = shortened(standing.message());
        boolean failure = standing.reason().isFailure();
        List<Condition> conditions = conditions(world, standing, message, now.truncatedTo(ChronoUnit.SECONDS));
        return new IssuedCertificateStatus(
                world.wanted().generation(),
                failure ? message : null,
                standing.state(),
                standing.stored().map(stored -> stored(stored, rules)).orElse(null),
                standing.retry().orElse(null),
                evidence,
                conditions);
    }

    private static IssuedCertificateStatus.Stored stored(Stored stored, AgentRules rules) {
        return new IssuedCertificateStatus.Stored(
                stored.facts().serial(),
                stored.facts().notBefore().toString(),
                stored.facts().notAfter().toString(),
                stored.renewAt(rules.renewalRatio())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                stored.caCerts().roots().hash(),
                stored.issuance());
    }

    private static List<Condition> conditions(World world, Standing standing, String message, Instant now) {
        boolean issued = standing.stored().isPresent();
        boolean expired = standing.stored()
                .filter(stored -> stored.facts().isExpiredAt(now))
                .isPresent();
        String issuedMessage = standing.stored()
                .map(stored -> "Secret " + world.wanted().secret() + " holds certificate "
                        + stored.facts().serial() + ", valid until "
                        + stored.facts().notAfter() + (expired ? ", so no more" : ""))
                .orElse(message);
        String issuedReason =
                issued ? expired ? "Expired" : "Stored" : standing.reason().wire();
        boolean ready = standing.reason() == Reason.FINISHED && !expired;
        long generation = world.wanted().generation();

        SortedMap<String, Condition> all = new TreeMap<>();
        List<@Nullable Condition> told =
                world.told().conditions() == null ? List.of() : world.told().conditions();
        for (Condition one : told) {
            if (one != null && one.type() != null) {
                all.put(one.type(), one);
            }
        }
        put(
                all,
                new Condition(
                        ISSUED, word(issued && !expired), generation, now.toString(), issuedReason, issuedMessage));
        put(
                all,
                new Condition(
                        READY,
                        word(ready),
                        generation,
                        now.toString(),
                        standing.reason().wire(),
                        message));
        return new ArrayList<>(all.values());
    }

    /** The time stays as long as the status does. */
    private static void put(SortedMap<String, Condition> all, Condition next) {
        Optional<Condition> before = Optional.ofNullable(all.get(next.type()))
                .filter(old -> old.lastTransitionTime() != null
                        && String.valueOf(next.status()).equals(old.status()));
        String since = before.map(Condition::lastTransitionTime).orElse(next.lastTransitionTime());
        all.put(
                String.valueOf(next.type()),
                new Condition(
                        next.type(), next.status(), next.observedGeneration(), since, next.reason(), next.message()));
    }

    private static String word(boolean holds) {
        return holds ? "True" : "False";
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 3) + "...";
    }
}
