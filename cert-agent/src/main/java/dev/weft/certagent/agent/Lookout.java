// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.certagent.evidence.Expected;
import dev.weft.certagent.evidence.Judge;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Stored;
import dev.weft.certagent.issue.Trust;
import dev.weft.certagent.issue.World;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often is looked at what is trusted and served, and when what was seen is news. It remembers when it looked last, so that a thousand
 * ConfigMaps that change at once are not looked at a thousand times; losing that costs one look.
 */
final class Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    /** While something is awaited, the time of the observation is told anew so often although nothing else has changed. */
    private static final Duration REFRESH = Duration.ofMinutes(1);

    private final Witness witness;
    private final AgentRules rules;
    private final Map<Ref, Instant> looked = new ConcurrentHashMap<>();

    Lookout(Witness witness, AgentRules rules) {
        this.witness = witness;
        this.rules = rules;
    }

    /**
     * What is to be told.
     *
     * @param evidence nothing while nothing was ever seen
     * @param again when to look again although nothing tells of a change
     */
    record Sight(@Nullable Evidence evidence, Optional<Instant> again) {}

    /** @param stored the certificate that is as wanted */
    Sight look(World world, Optional<Stored> stored, Instant now) {
        Ref ref = world.wanted().self();
        Evidence told = world.told().evidence();
        if (world.wanted().objection(rules).isPresent()) {
            return new Sight(told, Optional.empty());
        }
        Instant last = looked.get(ref);
        if (told != null && last != null && now.isBefore(last.plus(LEAST_PAUSE)) && !now.isBefore(last)) {
            return new Sight(told, Optional.of(last.plus(LEAST_PAUSE)));
        }
        looked.put(ref, now);
        try {
            Evidence seen = seen(world, stored, now);
            Evidence next = Judge.isSame(told, seen) && !isDue(told, seen, now) ? told : seen;
            return new Sight(next, pause(world.wanted().trust(), stored, seen).map(now::plus));
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("code", e.getCode()).log("what is trusted and served cannot be looked at");
            // Something is told in any case: the management side must not take this for an agent that never tells
            // anything.
            Evidence next = told == null ? unseen(world, now) : told;
            return new Sight(next, Optional.of(now.plus(rules.whileAwaited())));
        }
    }

    /**
     * Empty when nothing is awaited, and what happens is told by events. Nothing tells of a mesh configuration, nor of an istiod that answers
     * again: what the management side waits for before it signs the first certificate.
     */
    private Optional<Duration> pause(Trust trust, Optional<Stored> stored, Evidence seen) {
        if (trust.equals(Trust.NONE) && stored.isEmpty()) {
            return Optional.of(rules.whileAwaited());
        }
        if (trust.equals(Trust.NONE) || trust.objection().isPresent()) {
            return Optional.empty();
        }
        // Trust domains stay let in for good; that their entry stays is looked after elsewhere.
        boolean isLasting = trust.meshConfig().stream()
                .noneMatch(one -> one.entries().trustDomains().isEmpty());
        boolean settled = seen.phase() == EvidencePhase.SERVED && isLasting;
        return Optional.of(settled ? rules.whenServed() : rules.whileAwaited());
    }

    private Evidence seen(World world, Optional<Stored> stored, Instant now) {
        Expected expected = Expected.of(world.wanted(), stored);
        String about = stored.map(Stored::issuance).orElse("");
        return Judge.judge(expected, witness.look(expected, about, world, now), now);
    }

    private static Evidence unseen(World world, Instant now) {
        String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new Evidence(null, world.wanted().generation(), null, null, null, null, null, null, null, at);
    }

    /** What is served is told once: who is satisfied writes nothing. */
    private static boolean isDue(@Nullable Evidence told, Evidence seen, Instant now) {
        if (told == null || told.observedAt() == null) {
            return true;
        }
        if (seen.phase() == null || seen.phase() == EvidencePhase.SERVED) {
            return false;
        }
        try {
            return !now.isBefore(Instant.parse(told.observedAt()).plus(REFRESH));
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    void gone(Ref ref) {
        looked.remove(ref);
    }
}
