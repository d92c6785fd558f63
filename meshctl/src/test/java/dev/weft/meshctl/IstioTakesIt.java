// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.istio.IstioJudge;
import dev.weft.testkit.istio.IstioRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds whatever a test renders against Istio's own schemas and rules. */
final class IstioTakesIt {

    /** Fetched once for all tests; it never changes. Empty where there is no Go: IstioTakesGoldensTest says so. */
    private static final Optional<IstioJudge> NEWEST = IstioJudge.of(IstioRelease.NEWEST);

    private IstioTakesIt() {}

    /** Fails with every complaint about every Istio object that was rendered. */
    static void check(Outcome outcome) {
        NEWEST.ifPresent(judge -> {
            List<String> complaints = complaints(judge, outcome.files());
            if (!complaints.isEmpty()) {
                throw new AssertionError("Istio refuses what was rendered:\n  " + String.join("\n  ", complaints));
            }
        });
    }

    /** @param files of a folder that {@code meshctl render} wrote */
    static List<String> complaints(IstioJudge judge, Map<String, String> files) {
        List<String> complaints = new ArrayList<>();
        files.forEach((path, text) -> {
            if (path.startsWith("clusters/")) {
                JsonNode object = Texts.tree(text);
                if (IstioJudge.isIstio(object)) {
                    judge.complaints(object).forEach(complaint -> complaints.add(path + ": " + complaint));
                }
            }
        });
        return complaints;
    }
}
