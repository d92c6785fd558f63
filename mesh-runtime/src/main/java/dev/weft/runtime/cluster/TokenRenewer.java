// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.apply.Leadership;
import dev.weft.runtime.cluster.TokenRenewal.Due;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Credentials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the tokens of one kubeconfig Secret: tells how they stand and, if that is its task, renews them at half of their life. It is a
 * machine without a thread: each {@link #step} does what is due, which may block on the network, and says how long to wait before the next.
 * One thread steps; all else is safe for several.
 *
 * <p>Only the kubeconfigs whose token is renewed are written, by a merge patch with the uid and resourceVersion that were read: whatever
 * somebody else has put there meanwhile stays, and is looked at anew. A new token that could not be stored is never used; it ends by itself.
 */
public final class TokenRenewer {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRenewer.class);
    private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10));
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** After which time a process that does not lead looks whether it does. */
    private static final Duration FOLLOWING = Duration.ofSeconds(5);
    /** The watch will tell what the Secret is now. */
    private static final Duration OVERTAKEN = Duration.ofSeconds(1);

    private static final Credentials UNUSABLE =
            new Credentials(Credentials.Standing.UNKNOWN, "the kubeconfig Secret cannot be used");

    private final String cluster;
    private final Optional<Renewal> renewal;
    private final Consumer<Credentials> listener;
    private final InstantSource clock;

    private volatile Stored stored = new Stored(false, List.of(), "", "", "");
    private volatile boolean refused;
    /** Of the Secret in {@link #stored} as it was when that failed. */
    private volatile Attempts attempts = Attempts.NONE;

    /** What is needed to renew, and not just to look. */
    public record Renewal(
            KubeApi management, Supplier<Optional<KubeApi>> writer, Leadership leadership, String fieldManager) {}

    private record Stored(
            boolean usable, List<TokenRenewal.Held> held, String path, String uid, String resourceVersion) {}

    private record Attempts(int failures, String failure, Instant notBefore) {
        private static final Attempts NONE = new Attempts(0, "", Instant.MIN);
    }

    /**
     * @param renewal empty for a process that only looks; it then looks at the identity that reads, and else at both
     * @param listener is told how the credentials stand, with each step
     * @param clock the time of day
     */
    public TokenRenewer(
            String cluster, Optional<Renewal> renewal, Consumer<Credentials> listener, InstantSource clock) {
        this.cluster = cluster;
        this.renewal = renewal;
        this.listener = listener;
        this.clock = clock;
    }

    /** The Secret as it is now. */
    public void follow(RawObject secret) {
        ObjectId id = secret.id();
        Stored before = stored;
        stored = new Stored(
                Registration.of(secret) instanceof Registration.Usable,
                TokenRenewal.held(secret, renewal.isEmpty()),
                SECRETS.path(id),
                secret.metadata().path("uid").asText(""),
                secret.metadata().path("resourceVersion").asText(""));
        if (!before.held().equals(stored.held())) {
            attempts = Attempts.NONE;
            refused = false;
        }
    }

    /** Whether the API server knows who calls; false after an answer 401. */
    public void accepted(boolean known) {
        refused = !known;
    }

    /** When the first token ends; empty when none does. */
    public Optional<Instant> expires() {
        return new TokenStanding(cluster, stored.held()).expires();
    }

    /**
     * Does what is due.
     *
     * @return how long to wait before the next step, unless something happens
     */
    public Duration step() throws InterruptedException {
        Instant now = clock.instant();
        boolean due =
                renewal.isPresent() && !TokenRenewal.due(stored.held(), now).isEmpty();
        boolean leads = due && renewal.get().leadership().mayWrite();
        if (leads && !now.isBefore(attempts.notBefore())) {
            renew(renewal.get(), now);
        }
        Instant after = clock.instant();
        TokenStanding standing = new TokenStanding(cluster, stored.held());
        listener.accept(stored.usable() ? standing.at(after, attempts.failure(), refused) : UNUSABLE);
        Instant next = standing.changesAfter(after).orElse(Instant.MAX);
        if (due) {
            Instant again = leads ? attempts.notBefore() : after.plus(FOLLOWING);
            next = again.isBefore(next) ? again : next;
        }
        return wait(after, next);
    }

    private static Duration wait(Instant now, Instant next) {
        if (!now.isBefore(next)) {
            return Duration.ZERO;
        }
        return next.isBefore(now.plus(LONGEST_WAIT)) ? Duration.between(now, next) : LONGEST_WAIT;
    }

    private void renew(Renewal by, Instant now) throws InterruptedException {
        Stored from = stored;
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").put("uid", from.uid()).put("resourceVersion", from.resourceVersion());
        ObjectNode data = patch.putObject("data");
        for (Due due : TokenRenewal.due(from.held(), now)) {
            Optional<KubeApi> writer = by.writer().get();
            if (writer.isEmpty()) {
                failed("the cluster is not open", now);
                return;
            }
            try {
                byte[] kubeconfig = TokenRenewal.renew(writer.get(), due).getBytes(StandardCharsets.UTF_8);
                data.put(due.held().dataKey(), Base64.getEncoder().encodeToString(kubeconfig));
            } catch (ApiException e) {
                failed(notGiven(due, e), now);
                return;
            }
        }
        store(by, from, patch, now);
    }

    private void store(Renewal by, Stored from, ObjectNode patch, Instant now) throws InterruptedException {
        if (!by.leadership().mayWrite()) {
            return;
        }
        try {
            String path = from.path() + "?fieldManager=" + ApiCall.escaped(by.fieldManager());
            ObjectNode answer = by.management().call(ApiCall.mergePatch(path, patch));
            follow(new RawObject(id(answer), "v1", answer, "answer of the API server"));
            LOG.atInfo()
                    .addKeyValue("cluster", cluster)
                    .addKeyValue("until", expires().map(Instant::toString).orElse(""))
                    .log("tokens renewed");
        } catch (ApiException e) {
            if (e.code() == 409 || e.code() == 404) {
                attempts = new Attempts(attempts.failures(), attempts.failure(), now.plus(OVERTAKEN));
            } else {
                failed(notStored(e), now);
            }
        }
    }

    private static ObjectId id(ObjectNode secret) {
        return new ObjectId(
                ObjectId.MANAGEMENT,
                Registration.SECRET,
                secret.at("/metadata/namespace").asText(""),
                secret.at("/metadata/name").asText(""));
    }

    private String notGiven(Due due, ApiException e) {
        String again = TokenStanding.registerAgain(cluster);
        return switch (e.code()) {
            case 401 -> "the API server does not accept the writer's token (401 Unauthorized); " + again;
            case 403 ->
                "the writer may not create tokens of ServiceAccount "
                        + due.token().account() + "; meshctl cluster register " + cluster + " grants it";
            case 404 -> "ServiceAccount " + due.token().account() + " is gone; " + again;
            default -> e.getMessage() + "; it is tried again";
        };
    }

    private String notStored(ApiException e) {
        return e.code() == 403
                ? "this operator may not patch its kubeconfig Secret on the management cluster; grant it: "
                        + e.getMessage()
                : e.getMessage() + "; it is tried again";
    }

    private void failed(String why, Instant now) {
        Attempts before = attempts;
        int failures = before.failures() + 1;
        attempts = new Attempts(failures, why, now.plus(PAUSES.after(failures)));
        if (!why.equals(before.failure())) {
            LOG.atWarn().addKeyValue("cluster", cluster).log("tokens could not be renewed: {}", why);
        }
    }
}
