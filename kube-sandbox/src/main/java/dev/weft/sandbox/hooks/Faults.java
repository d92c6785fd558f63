// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.hooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Faults that a test has ordered. Each hits chosen calls, a number of times. */
public final class Faults {
    private final List<Armed> armed = new CopyOnWriteArrayList<>();

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

        boolean hits(String itsVerb, String itsResource, String itsNamespace, String itsName) {
            return fits(verb, itsVerb)
                    && fits(resource, itsResource)
                    && fits(namespace, itsNamespace)
                    && fits(name, itsName);
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

    /** Takes all faults back that have not hit yet. */
    public void clear() {
        armed.clear();
    }

    /** What is to happen to a call; counts it. */
    public Optional<Effect> take(String verb, String resource, String namespace, String name) {
        for (Armed fault : armed) {
            if (!fault.target().hits(verb, resource, namespace, name)
                    || fault.skip().getAndDecrement() > 0) {
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
        return Optional.empty();
    }
}
