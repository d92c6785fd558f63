// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.FirstReads.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class FirstReadsTest {

    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final GroupKind POLICY = new GroupKind("networking.mesh.gloo.solo.io", "TrafficPolicy");
    private static final GroupKind POD = new GroupKind("", "Pod");
    private static final ClusterKnowledge CONNECTING = ClusterKnowledge.unknown("Connecting", "");
    private static final Answer GO = new Answer.Go();

    private final FirstReads reads = new FirstReads(List.of(POLICY), FirstReads.GRACE);
    private final Map<String, ClusterView> views = new TreeMap<>();
    private final SortedSet<String> registered = new TreeSet<>();

    @Test
    void waitsForTheManagementClusterHoweverLongItTakes() {
        assertThat(ask(0)).isEqualTo(new Answer.Wait(Optional.empty(), "has not read the management cluster yet"));
        show(ObjectId.MANAGEMENT, but(POLICY, new Knowledge.Unknown("Forbidden", "")));
        assertThat(ask(3600))
                .isEqualTo(new Answer.Wait(
                        Optional.empty(),
                        "has not read TrafficPolicy.networking.mesh.gloo.solo.io of the management cluster yet:"
                                + " Forbidden"));
        show(ObjectId.MANAGEMENT, but(POD, new Knowledge.Unknown("Forbidden", "")));
        assertThat(ask(3600)).as("a kind that is not needed").isEqualTo(GO);
    }

    @Test
    void waitsForEachRegisteredClusterUntilTheGraceIsOver() {
        show(ObjectId.MANAGEMENT, ClusterKnowledge.SYNCED);
        registered.addAll(List.of("east", "west"));
        show("east", ClusterKnowledge.SYNCED);
        assertThat(ask(5))
                .isEqualTo(new Answer.Wait(Optional.of(START.plusSeconds(15)), "has not read cluster west yet"));
        show("west", but(POD, new Knowledge.Unknown("Connecting", "")));
        assertThat(ask(14)).isInstanceOf(Answer.Wait.class);
        assertThat(ask(15)).isEqualTo(GO);
    }

    @Test
    void goesOnAsSoonAsAllIsRead() {
        show(ObjectId.MANAGEMENT, ClusterKnowledge.SYNCED);
        registered.add("east");
        show("east", CONNECTING);
        assertThat(ask(0)).isInstanceOf(Answer.Wait.class);
        show("east", but(POD, new Knowledge.Unknown("Forbidden", "")));
        assertThat(ask(1)).isEqualTo(GO);
    }

    @Test
    void aRegistrationThatIsRefusedIsNotWaitedFor() {
        show(ObjectId.MANAGEMENT, ClusterKnowledge.SYNCED);
        registered.add("east");
        views.put(
                "east",
                new ClusterView(
                        CONNECTING, new ClusterView.Contact.Connecting(""), List.of(), List.of("no server is given")));

        assertThat(ask(0)).isEqualTo(GO);
    }

    @Test
    void onceOpenItStaysOpen() {
        show(ObjectId.MANAGEMENT, ClusterKnowledge.SYNCED);
        assertThat(ask(0)).isEqualTo(GO);
        show(ObjectId.MANAGEMENT, CONNECTING);
        registered.add("east");

        assertThat(ask(1)).isEqualTo(GO);
    }

    private Answer ask(long seconds) {
        return reads.ask(views, registered, START.plusSeconds(seconds));
    }

    private void show(String cluster, ClusterKnowledge knowledge) {
        views.put(cluster, new ClusterView(knowledge, new ClusterView.Contact.Alive(), List.of(), List.of()));
    }

    private static ClusterKnowledge but(GroupKind kind, Knowledge knowledge) {
        return new ClusterKnowledge(new Knowledge.Synced(), new TreeMap<>(Map.of(kind, knowledge)));
    }
}
