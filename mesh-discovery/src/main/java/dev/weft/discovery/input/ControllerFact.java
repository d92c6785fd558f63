// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.GroupKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Deployment, DaemonSet or StatefulSet.
 *
 * @param annotations those that discovered objects inherit
 * @param labels its own labels
 * @param matchLabels {@code spec.selector.matchLabels}
 * @param podLabels labels of the pod template
 * @param serviceAccount of the pod template, may be empty
 * @param containers of the pod template, without init containers
 */
public record ControllerFact(
        Kind kind,
        String name,
        SortedMap<String, String> annotations,
        SortedMap<String, String> labels,
        SortedMap<String, String> matchLabels,
        SortedMap<String, String> podLabels,
        String serviceAccount,
        List<TemplateContainer> containers) {

    /** Which kind of controller; in the order in which they are looked at. */
    public enum Kind {
        DEPLOYMENT("Deployment"),
        DAEMON_SET("DaemonSet"),
        STATEFUL_SET("StatefulSet");

        private final String kindName;

        Kind(String kindName) {
            this.kindName = kindName;
        }

        public String kindName() {
            return kindName;
        }

        public GroupKind groupKind() {
            return switch (this) {
                case DEPLOYMENT -> SourceKinds.DEPLOYMENT;
                case DAEMON_SET -> SourceKinds.DAEMON_SET;
                case STATEFUL_SET -> SourceKinds.STATEFUL_SET;
            };
        }

        /** The kind in lower case behind a dash: what names of Workloads end in. */
        public String suffix() {
            return "-" + kindName.toLowerCase(Locale.ROOT);
        }
    }

    /** What tells controllers of one namespace apart. Ordered by kind, then key. */
    public record Id(Kind kind, KeyName name) implements Comparable<Id> {

        private static final Comparator<Id> ORDER = comparing(Id::kind).thenComparing(Id::name);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A container of the pod template.
     *
     * @param revision value of the environment variable {@code REVISION}, empty when not set
     */
    public record TemplateContainer(String image, String revision) {}

    public ControllerFact {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        matchLabels = Collections.unmodifiableSortedMap(new TreeMap<>(matchLabels));
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
        containers = List.copyOf(containers);
    }
}
