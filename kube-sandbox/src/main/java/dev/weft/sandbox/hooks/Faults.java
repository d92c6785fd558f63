// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.hooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults that a test has ordered. Each hits chosen calls, a number of times; or a rule decides about each call. */
public final class Faults {
    private final List<Armed> armed = new CopyOnWriteArrayList<>();
    private volatile Rule rule = call -> Optional.empty();

    /**
     * A call that is about to be done.
     *
     * @param user who makes it, as RBAC knows them
     * @param verb as RBAC knows it; of paths that are no resource, the lower-case method
     * @param resource plural, with the subresource if there is one; empty for paths that are no resource
     * @param namespace empty when there is none
     * @param name empty for collections
     */
    public record Call(String user, String verb, String resource, String namespace, String name) {}

    /** Says what is to happen to a call. Called by several threads at once. */
    public interface Rule {
        Optional<Effect> on(Call call);
    }

    /**
     * Which calls; empty fields stand for all.
     *
     * @param verb as RBAC knows it: get, list, watch, create, update, patch, delete, deletecollection
     * @param resource plural, with the subresource if there is one ({@code deployments/status})
     */
    public record Target(String verb, String resource, String namespace, String name) {

        public static Target any() {
            return new Target("", "", "", "");
        }

        public static Target of(String verb, String resource) {
            return new Target(verb, resource, "", "");
        }

        boolean hits(Call call) {
            return fits(verb, call.verb())
                    && fits(resource, call.resource())
                    && fits(namespace, call.namespace())
                    && fits(name, call.name());
        }

        private static boolean fits(String wanted, String value) {
            return wanted.isEmpty() || wanted.equals(value);
        }
    }

    /** What happens. */
    public sealed interface Effect {}

    /**
     * The call is not done and answered with this.
     *
     * @param reason of the Status ({@code TooManyRequests}); may be empty
     */
    public record Refuse(int code, String reason, String message) implements Effect {}

    /** The call is done after a pause. */
    public record Delay(Duration pause) implements Effect {}

    /** The call is done, but the connection breaks before the answer: the client cannot know. */
    public record LoseAnswer() implements Effect {}

    /** The connection breaks before anything is done. */
    public record BreakConnection() implements Effect {}

    private record Armed(Target target, Effect effect, AtomicInteger skip, AtomicInteger left) {}

    /** Hits the next call. */
    public void next(Target target, Effect effect) {
        add(target, effect, 0, 1);
    }

    /**
     * @param skip how many calls pass before the first hit
     * @param times how many are hit then
     */
    public void add(Target target, Effect effect, int skip, int times) {
        armed.add(new Armed(target, effect, new AtomicInteger(skip), new AtomicInteger(times)));
    }

    /** From now on decides about each call that no ordered fault hits; there is one rule. */
    public void decide(Rule decision) {
        rule = decision;
    }

    /** Takes all faults back that have not hit yet, and the rule. */
    public void clear() {
        armed.clear();
        rule = call -> Optional.empty();
    }

    /** What is to happen to a call; counts it. */
    public Optional<Effect> take(Call call) {
        for (Armed fault : armed) {
            if (!fault.target().hits(call) || fault.skip().getAndDecrement() > 0) {
                continue;
            }
            int left = fault.left().decrementAndGet();
            if (left <= 0) {
                armed.remove(fault);
            }
            if (left >= 0) {
                return Optional.of(fault.effect());
            }
        }
        return rule.on(call);
    }
}
