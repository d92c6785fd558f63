// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.testkit.istio.IstioJudge;
import dev.weft.testkit.istio.IstioRelease;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever users and clusters say, what is written is an object that Istio takes; the number of worlds is {@code -Dcases}. */
class IstioTakesRandomWorldsTest {

    private static final int CASES = Integer.getInteger("cases", 10);
    private static final int EDITS = 30;

    @Test
    void everyOutputOfARandomWorldIsTaken() {
        Optional<IstioJudge> judge = IstioJudge.of(IstioRelease.NEWEST);
        assumeTrue(judge.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        int outputs = 0;
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            for (int step = 0; step < EDITS; step++) {
                world.edit();
            }
            List<Rendered> written = new NetworkingTranslator()
                    .translate(world.followed().snapshot())
                    .allOutputs()
                    .toList();
            outputs += written.size();
            for (Rendered output : written) {
                assertThat(judge.get().complaints(CanonicalJson.object(output.json())))
                        .as("seed %s, %s", seed, output.id())
                        .isEmpty();
            }
        }
        assertThat(outputs).isGreaterThan(CASES);
    }
}
