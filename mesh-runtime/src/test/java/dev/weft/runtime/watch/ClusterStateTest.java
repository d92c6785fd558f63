// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView.Contact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ClusterStateTest {

    private static final GroupKind POD = new GroupKind("", "Pod");
    private static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    private static final Reading PODS = Reading.of(POD, "v1");
    private static final Reading ISTIO = Reading.of(CONFIG_MAP, "v1").withFields("metadata.name=istio");
    private static final Reading ROOTS = Reading.of(CONFIG_MAP, "v1").withFields("metadata.name=istio-ca-root-cert");
    private static final Instant START = FakeTime.START;
    private static final String SINCE = "2026-11-26T12:00:00Z";
    private static final Contact ALIVE = new Contact.Alive();
    private static final Contact SILENT = new Contact.Silent(SINCE, "refused");

    private final ClusterState state = new ClusterState(LifeTimes.DEFAULT, List.of(PODS, ISTIO, ROOTS));

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(knowledge(new Contact.Connecting(""))).isEqualTo(ClusterKnowledge.unknown("Connecting", ""));
        assertThat(knowledge(ALIVE)).isEqualTo(ClusterKnowledge.unknown("Connecting", ""));
        assertThat(knowledge(SILENT)).isEqualTo(ClusterKnowledge.unknown("Unreachable", SINCE));
    }

    @Test
    void aKindThatIsNotListedYetIsAnException() {
        tell(PODS, new ReadState.Current());

        assertThat(knowledge(ALIVE)).isEqualTo(but(CONFIG_MAP, new Knowledge.Unknown("Connecting", "")));
    }

    @Test
    void ofSeveralReadingsOfAKindTheWorstCounts() {
        tell(PODS, new ReadState.Current());
        tell(ISTIO, new ReadState.Current());
        tell(ROOTS, new ReadState.Denied("Forbidden", START));
        assertThat(knowledge(ALIVE)).isEqualTo(but(CONFIG_MAP, new Knowledge.Unknown("Forbidden", SINCE)));

        tell(ROOTS, new ReadState.Interrupted(START, true));
        assertThat(knowledge(ALIVE)).isEqualTo(but(CONFIG_MAP, new Knowledge.Stale(SINCE)));

        tell(ROOTS, new ReadState.Current());
        assertThat(knowledge(ALIVE)).isEqualTo(ClusterKnowledge.SYNCED);
    }

    @Test
    void anInterruptionCountsWhenItHasFailedOnceMoreOrLastsTooLong() {
        all(new ReadState.Current());
        tell(PODS, new ReadState.Interrupted(START, false));

        assertThat(state.knowledge(ALIVE, START.plusSeconds(29))).isEqualTo(ClusterKnowledge.SYNCED);
        assertThat(state.knowledge(ALIVE, START.plusSeconds(30))).isEqualTo(but(POD, new Knowledge.Stale(SINCE)));
        tell(PODS, new ReadState.Interrupted(START.plusSeconds(1), true));
        assertThat(knowledge(ALIVE)).isEqualTo(but(POD, new Knowledge.Stale(SINCE)));
    }

    @Test
    void everythingIsStaleWhileTheClusterIsSilent() {
        all(new ReadState.Current());

        assertThat(knowledge(SILENT)).isEqualTo(new ClusterKnowledge(new Knowledge.Stale(SINCE), new TreeMap<>()));
    }

    @Test
    void afterASilenceAKindIsStaleUntilItsWatchIsOpenAgain() {
        all(new ReadState.Current());
        state.interrupt(START);
        tell(PODS, new ReadState.Current());

        assertThat(knowledge(ALIVE)).isEqualTo(but(CONFIG_MAP, new Knowledge.Stale(SINCE)));
    }

    private void all(ReadState now) {
        List.of(PODS, ISTIO, ROOTS).forEach(reading -> tell(reading, now));
    }

    private void tell(Reading reading, ReadState now) {
        state.tell(reading, now);
    }

    private ClusterKnowledge knowledge(Contact contact) {
        return state.knowledge(contact, START);
    }

    private static ClusterKnowledge but(GroupKind kind, Knowledge knowledge) {
        return new ClusterKnowledge(new Knowledge.Synced(), new TreeMap<>(Map.of(kind, knowledge)));
    }
}
