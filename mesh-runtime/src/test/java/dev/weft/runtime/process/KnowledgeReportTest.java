// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.ClusterView.Contact;
import dev.weft.runtime.step.ClusterView.Denial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnowledgeReportTest {

    private static final GroupKind POD = new GroupKind("", "Pod");
    private static final GroupKind NODE = new GroupKind("", "Node");
    private static final GroupKind ROUTE = new GroupKind("networking.istio.io", "VirtualService");
    private static final String SINCE = "2026-01-01T00:00:00Z";

    private final SortedMap<String, ClusterView> views = new TreeMap<>();
    private final SortedMap<String, SortedMap<ObjectId, String>> seen = new TreeMap<>();
    private final SortedMap<ObjectId, OutputState> outputs = new TreeMap<>();

    @Test
    void tellsOfEachClusterHowItIsKnown() {
        views.put("", view(new Contact.Alive()));
        views.put(
                "east",
                new ClusterView(
                        new ClusterKnowledge(
                                new Knowledge.Stale(SINCE),
                                new TreeMap<>(Map.of(NODE, new Knowledge.Unknown("Forbidden", SINCE)))),
                        new Contact.Silent(SINCE, "connection refused"),
                        List.of(new Denial("list", "nodes")),
                        List.of("register it again")));
        ObjectNode tree = tree();
        assertThat(tree.at("/operator").asText()).isEqualTo("mesh-discovery");
        assertThat(tree.at("/leads").asBoolean()).isTrue();
        assertThat(tree.at("/management/contact/state").asText()).isEqualTo("Alive");
        assertThat(tree.at("/clusters/east/contact")).hasToString("""
                {"state":"Silent","since":"2026-01-01T00:00:00Z","message":"connection refused"}""");
        assertThat(tree.at("/clusters/east/kinds")).hasToString("""
                {"*":{"state":"Stale","since":"2026-01-01T00:00:00Z"},\
                "Node":{"state":"Unknown","reason":"Forbidden","since":"2026-01-01T00:00:00Z"}}""");
        assertThat(tree.at("/clusters/east/denied/0").asText()).isEqualTo("list nodes");
        assertThat(tree.at("/clusters/east/problems/0").asText()).isEqualTo("register it again");
    }

    @Test
    void namesWhatWasReadWithItsStateButNoSecrets() {
        views.put("east", view(new Contact.Alive()));
        seen.put(
                "east",
                new TreeMap<>(Map.of(
                        new ObjectId("east", POD, "bookinfo", "reviews"), "17",
                        new ObjectId("east", Registration.SECRET, "gloo-mesh", "west"), "18")));
        assertThat(tree().at("/clusters/east/kinds")).hasToString("""
                {"*":{"state":"Synced"},"Pod":{"state":"Synced","objects":{"bookinfo/reviews":"17"}}}""");
    }

    @Test
    void outputsAreCountedAndThoseThatAreNotInPlaceNamedWithTheReason() {
        views.put("east", view(new Contact.Alive()));
        outputs.put(new ObjectId("east", ROUTE, "bookinfo", "a"), new OutputState.InSync(true));
        outputs.put(
                new ObjectId("east", ROUTE, "bookinfo", "b"),
                new OutputState.WaitingFor(List.of(new ObjectId("east", ROUTE, "bookinfo", "c"))));
        outputs.put(new ObjectId("west", ROUTE, "bookinfo", "a"), new OutputState.InSync(true));
        assertThat(tree().at("/clusters/east/outputs")).hasToString("""
                {"count":{"InSync":1,"WaitingFor":1},"notInPlace":[{"kind":"VirtualService.networking.istio.io",\
                "object":"bookinfo/b","state":"WaitingFor","message":"waits for VirtualService bookinfo/c"}]}""");
    }

    @Test
    void I4_whatAServerSaysIsMasked() {
        views.put("east", view(new Contact.Silent("", "bad token eyJhbGciOiJub25lIn0.eyJzdWIiOiJzb21lYm9keSJ9.c2ln")));
        assertThat(tree().at("/clusters/east/contact/message").asText()).isEqualTo("bad token REDACTED");
    }

    private ObjectNode tree() {
        return new KnowledgeReport(views, seen, outputs)
                .tree("mesh-discovery", "0.1.0", true, Instant.parse("2026-01-01T12:00:00Z"));
    }

    private static ClusterView view(Contact contact) {
        return new ClusterView(ClusterKnowledge.SYNCED, contact, List.of(), List.of());
    }
}
