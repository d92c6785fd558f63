// SPDX-License-Identifier: Apache-2.0

package dev.weft.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrdFilesTest {

    @Test
    void everyKindHasItsDefinitionInOneOfTheTwoSets() {
        TreeMap<String, String> all = new TreeMap<>(CrdFiles.ofManagement());
        all.putAll(CrdFiles.ofAgent());

        assertThat(all)
                .containsOnlyKeys(Kinds.ALL.stream()
                        .map(kind -> kind.plural() + "." + kind.group())
                        .toList());
        all.forEach((name, yaml) -> assertThat(yaml).contains("\n  name: " + name + "\n"));
    }

    @Test
    void theAgentNeedsNoPolicies() {
        assertThat(CrdFiles.ofAgent())
                .containsOnlyKeys(
                        "certificaterequests.certificates.mesh.gloo.solo.io",
                        "issuedcertificates.certificates.mesh.gloo.solo.io",
                        "podbouncedirectives.certificates.mesh.gloo.solo.io");
    }
}
