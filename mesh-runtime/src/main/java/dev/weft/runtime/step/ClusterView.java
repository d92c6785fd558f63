// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.List;

/**
 * What is known of a registered cluster as a whole.
 *
 * @param knowledge of each kind that is read
 * @param contact whether it answers
 * @param denials what this identity may not do there, ordered; empty as well when nobody could ask yet
 * @param problems what is wrong with its registration, for example a kubeconfig that is refused, each with its remedy; ordered
 * @param credentials how long those of its registration are good
 * @param marks what its Secret says of its registration
 */
public record ClusterView(
        ClusterKnowledge knowledge,
        Contact contact,
        List<Denial> denials,
        List<String> problems,
        Credentials credentials,
        Marks marks) {

    public ClusterView {
        denials = List.copyOf(denials);
        problems = List.copyOf(problems);
    }

    /** Of a cluster of whose credentials nothing is known. */
    public ClusterView(ClusterKnowledge knowledge, Contact contact, List<Denial> denials, List<String> problems) {
        this(knowledge, contact, denials, problems, Credentials.UNKNOWN, Marks.NONE);
    }

    /** The same with what its watch knows. */
    public ClusterView watched(ClusterKnowledge now, Contact contactNow) {
        return new ClusterView(now, contactNow, denials, problems, credentials, marks);
    }

    /** The same with other denials. */
    public ClusterView with(List<Denial> now) {
        return new ClusterView(knowledge, contact, now, problems, credentials, marks);
    }

    /** The same with other problems. */
    public ClusterView withProblems(List<String> now) {
        return new ClusterView(knowledge, contact, denials, now, credentials, marks);
    }

    /** The same with other credentials. */
    public ClusterView with(Credentials now) {
        return new ClusterView(knowledge, contact, denials, problems, now, marks);
    }

    /** The same with other marks. */
    public ClusterView with(Marks now) {
        return new ClusterView(knowledge, contact, denials, problems, credentials, now);
    }

    /** Whether the API server answers. */
    public sealed interface Contact {

        /** It answers. */
        record Alive() implements Contact {}

        /**
         * It has not been asked for long enough to tell.
         *
         * @param message what is being tried
         */
        record Connecting(String message) implements Contact {}

        /**
         * It does not answer.
         *
         * @param since RFC 3339 time of the last proof of life; empty when there never was one
         * @param message what happened
         */
        record Silent(String since, String message) implements Contact {}
    }

    /**
     * A right that is needed and not given.
     *
     * @param verb for example {@code list}
     * @param resource plural with group, for example {@code virtualservices.networking.istio.io}
     */
    public record Denial(String verb, String resource) implements Comparable<Denial> {
        @Override
        public int compareTo(Denial other) {
            int byResource = resource.compareTo(other.resource);
            return byResource != 0 ? byResource : verb.compareTo(other.verb);
        }
    }
}
