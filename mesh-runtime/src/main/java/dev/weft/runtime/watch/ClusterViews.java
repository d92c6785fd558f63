// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.ClusterView.Contact;
import dev.weft.runtime.step.ClusterView.Denial;
import dev.weft.runtime.step.Credentials;
import dev.weft.runtime.step.Marks;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Puts the {@link ClusterView} of each cluster together from what its watch, the one who asks for its rights and the one who registers it
 * know, and tells the inbox when it has become another one. Safe for several threads.
 */
public final class ClusterViews {

    private static final ClusterView NEW = new ClusterView(
            ClusterKnowledge.unknown(Reasons.CONNECTING, ""),
            new Contact.Connecting("waiting for the first answer"),
            List.of(),
            List.of());

    private final Inbox inbox;
    private final Map<String, ClusterView> views = new TreeMap<>();

    public ClusterViews(Inbox inbox) {
        this.inbox = inbox;
    }

    /** What its watch knows. */
    void watched(String cluster, ClusterKnowledge knowledge, Contact contact) {
        change(cluster, view -> view.watched(knowledge, contact));
    }

    /** What may not be done there; ordered. */
    public void denials(String cluster, List<Denial> denials) {
        change(cluster, view -> view.with(denials));
    }

    /** What is wrong with its registration; ordered, empty for nothing. Also makes a cluster known that cannot be watched. */
    public void problems(String cluster, List<String> problems) {
        change(cluster, view -> view.withProblems(problems));
    }

    /** How long the credentials of its registration are good. */
    public void credentials(String cluster, Credentials credentials) {
        change(cluster, view -> view.with(credentials));
    }

    /** What its Secret says of its registration. */
    public void marks(String cluster, Marks marks) {
        change(cluster, view -> view.with(marks));
    }

    /** It is no longer registered. */
    public synchronized void forget(String cluster) {
        if (views.remove(cluster) != null) {
            inbox.forget(cluster);
        }
    }

    /** All of them, by cluster. */
    public synchronized SortedMap<String, ClusterView> all() {
        return new TreeMap<>(views);
    }

    private synchronized void change(String cluster, UnaryOperator<ClusterView> change) {
        ClusterView before = views.get(cluster);
        ClusterView after = change.apply(before == null ? NEW : before);
        if (!after.equals(before)) {
            views.put(cluster, after);
            inbox.view(cluster, after);
        }
    }
}
