// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.translate.MeshOutputs;
import dev.weft.networking.translate.OutputParts;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputSizesTest {

    private static final OutputGroup RULES = new OutputGroup("east", "failovers", IstioKinds.DESTINATION_RULE);
    private static final OutputGroup ENTRIES = new OutputGroup("west", "failovers", IstioKinds.SERVICE_ENTRY);

    private final OutputSizes sizes = new OutputSizes();

    private static Rendered output(String cluster, GroupKind kind, String name) {
        return new Rendered(
                new ObjectId(cluster, kind, "istio-system", name), "v1", new byte[0], "0", List.of(), List.of());
    }

    private static OutputParts parts(Map<String, List<Rendered>> byFailoverService) {
        PersistentMap<Ref, MeshOutputs> failovers = PersistentMap.empty();
        for (Map.Entry<String, List<Rendered>> part : byFailoverService.entrySet()) {
            failovers = failovers.with(
                    new Ref("app", part.getKey()),
                    new MeshOutputs(part.getValue(), List.of(), new TreeMap<>(), List.of()));
        }
        OutputParts none = OutputParts.NONE;
        return new OutputParts(none.ofTargets(), none.ofImports(), none.ofMeshes(), none.ofTrust(), failovers);
    }

    @Test
    void outputsAreCountedAsTheyComeAndGo() {
        Rendered rule = output("east", IstioKinds.DESTINATION_RULE, "a");
        Rendered entry = output("west", IstioKinds.SERVICE_ENTRY, "a");
        List<Rendered> other = Stream.of("b", "c")
                .map(name -> output("east", IstioKinds.DESTINATION_RULE, name))
                .toList();

        sizes.follow(parts(Map.of("a", List.of(rule, entry), "b", other)));
        assertThat(sizes.sizes()).containsOnly(Map.entry(RULES, 3), Map.entry(ENTRIES, 1));

        sizes.follow(parts(Map.of("a", List.of(rule))));
        assertThat(sizes.sizes()).containsOnly(Map.entry(RULES, 1));

        sizes.follow(OutputParts.NONE);
        assertThat(sizes.sizes()).isEmpty();
    }

    @Test
    void nothingIsTellableWhileOnlyContentChanges() {
        sizes.follow(parts(Map.of("a", List.of(output("east", IstioKinds.DESTINATION_RULE, "a")))));
        SortedMap<OutputGroup, Integer> before = sizes.sizes();

        sizes.follow(parts(Map.of("a", List.of(output("east", IstioKinds.DESTINATION_RULE, "b")))));

        assertThat(sizes.sizes()).isSameAs(before);
    }
}
