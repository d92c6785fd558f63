// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.testkit.istio.IstioJudge;
import dev.weft.testkit.istio.IstioRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmarks measure would be worth nothing if Istio refused it. */
class IstioTakesFleetTest {

    @ParameterizedTest
    @EnumSource(IstioRelease.class)
    void everyOutputOfAFleetIsTaken(IstioRelease release) {
        Optional<IstioJudge> judge = IstioJudge.of(release);
        assumeTrue(judge.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        World world = World.of(new Fleet(new FleetSize(2, 60, 120)));
        SnapshotAssembly assembly =
                SnapshotAssembly.of(world.scope(), world.management(), world.discovered(), world.clusters());
        List<Rendered> outputs = new NetworkingTranslator()
                .translate(assembly.snapshot())
                .allOutputs()
                .toList();

        assertThat(outputs).hasSizeGreaterThan(100);
        List<String> complaints = new ArrayList<>();
        for (Rendered output : outputs) {
            judge.get()
                    .complaints(CanonicalJson.object(output.json()))
                    .forEach(complaint -> complaints.add(output.id() + ": " + complaint));
        }
        assertThat(complaints).isEmpty();
    }
}
