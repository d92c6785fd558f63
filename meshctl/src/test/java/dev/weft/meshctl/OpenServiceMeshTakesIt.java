// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.smi.SmiJudge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds whatever a test renders against the schemas and the code of Open Service Mesh. */
final class OpenServiceMeshTakesIt {

    /** Fetched once for all tests; it never changes. Empty where there is no Go: OpenServiceMeshTakesGoldensTest says so. */
    private static final Optional<SmiJudge> JUDGE = SmiJudge.ofOpenServiceMesh();

    private OpenServiceMeshTakesIt() {}

    /** Fails with every complaint about every object of SMI that was rendered. */
    static void check(Outcome outcome) {
        JUDGE.ifPresent(judge -> {
            List<String> complaints = complaints(judge, outcome.files());
            if (!complaints.isEmpty()) {
                throw new AssertionError(
                        "Open Service Mesh refuses what was rendered:\n  " + String.join("\n  ", complaints));
            }
        });
    }

    /** @param files of folders that {@code meshctl render} wrote; those of one cluster are in one folder */
    static List<String> complaints(SmiJudge judge, Map<String, String> files) {
        Map<String, List<JsonNode>> byFolder = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.contains("clusters/") && text.contains(".smi-spec.io/")) {
                JsonNode object = Texts.tree(text);
                if (SmiJudge.isSmi(object)) {
                    byFolder.computeIfAbsent(path.substring(0, path.lastIndexOf('/')), absent -> new ArrayList<>())
                            .add(object);
                }
            }
        });
        List<String> complaints = new ArrayList<>();
        byFolder.forEach((folder, objects) ->
                judge.complaints(objects).forEach(complaint -> complaints.add(folder + ": " + complaint)));
        return complaints;
    }
}
