// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateCheckTest {

    private static List<Problem> problems(String path) {
        Problems problems = new Problems();
        PathTemplateCheck.paths(List.of("/fine", path), "spec.allowedPaths", problems);
        return problems.problems();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "*", "/a/*", "*/b", "/a/{*}/b", "/{*}/{**}", "/{**}/b", "/a%20b/{*}", "/{*}/"})
    void takesPathsAndTemplatesOfIstio(String path) {
        assertThat(problems(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a{b}", "/{id}", "/{**}/{*}", "/{**}/{**}", "/{*}x", "/{*}/a*", "/{*}/a b", "}"})
    void refusesWhatIstioRefusesAndNamesThePlace(String path) {
        assertThat(problems(path)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("spec.allowedPaths[1]");
            assertThat(problem.message()).contains("\"" + path + "\"");
        });
    }
}
