// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written out for speed says the same as what it stands for. */
class NamesTest {

    private static final int CASES = 200_000;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private final Random random = new Random(1);

    private String text(String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void refsAreOrderedAsTheirKeys() {
        for (int i = 0; i < CASES; i++) {
            Ref one = new Ref(text("ab-."), text("ab-."));
            Ref other = new Ref(text("ab-."), text("ab-."));
            assertThat(Integer.signum(one.compareTo(other)))
                    .as("%s %s", one.key(), other.key())
                    .isEqualTo(Integer.signum(one.key().compareTo(other.key())));
        }
    }

    @Test
    void namesAreThoseOfTheirPatterns() {
        for (int i = 0; i < CASES; i++) {
            String name = text("a0z9-.A");
            assertThat(DnsNames.isLabel(name))
                    .as(name)
                    .isEqualTo(LABEL.matcher(name).matches());
            assertThat(DnsNames.isSubdomain(name))
                    .as(name)
                    .isEqualTo(SUBDOMAIN.matcher(name).matches());
        }
        assertThat(DnsNames.isLabel("a".repeat(63))).isTrue();
        assertThat(DnsNames.isLabel("a".repeat(64))).isFalse();
        assertThat(DnsNames.isSubdomain("a".repeat(254))).isFalse();
    }
}
