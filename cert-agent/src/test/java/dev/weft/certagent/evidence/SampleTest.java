// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.certagent.evidence.Sample.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static List<Proxy> pods(int namespaces, int each) {
        List<Proxy> pods = new ArrayList<>();
        for (int n = 0; n < namespaces; n++) {
            for (int i = 0; i < each; i++) {
                pods.add(new Proxy("n" + n, "p" + i, "uid-" + n + "-" + i, "10.0.0.1", List.of(80)));
            }
        }
        return pods;
    }

    @Test
    void isTheSameForTheSameIssuanceInWhateverOrderPodsCome() {
        List<Proxy> pods = pods(4, 6);
        List<Proxy> first = Sample.of(pods, "one");
        Collections.shuffle(pods, new Random(1));
        assertThat(Sample.of(pods, "one")).isEqualTo(first).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void isNotTheSameForAllIssuances() {
        List<Proxy> pods = pods(3, 10);
        Set<List<Proxy>> samples = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            samples.add(Sample.of(pods, "issuance " + i));
        }
        assertThat(samples).hasSizeGreaterThan(5);
    }

    @Test
    void coversNamespacesBeforeItTakesASecondOfOne() {
        assertThat(Sample.of(pods(3, 10), "x").stream().map(Proxy::namespace).collect(Collectors.toSet()))
                .hasSize(3);
        assertThat(Sample.of(pods(9, 10), "x").stream().map(Proxy::namespace).collect(Collectors.toSet()))
                .hasSize(5);
        assertThat(Sample.of(pods(1, 2), "x")).hasSize(2);
        assertThat(Sample.of(List.of(), "x")).isEmpty();
    }
}
