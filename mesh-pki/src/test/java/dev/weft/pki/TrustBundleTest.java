// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrustBundleTest {
    private Certificate r1;
    private Certificate r2;
    private Certificate r3;

    @BeforeEach
    void threeRoots() throws PkiException {
        r1 = root("r1").certificate();
        r2 = root("r2").certificate();
        r3 = root("r3").certificate();
    }

    private static TrustBundle of(Certificate... roots) {
        return TrustBundle.of(List.of(roots));
    }

    /** lab.md 6: the sequence that answered every request. */
    @Test
    void aRotationIsUnionThenTheNewRootAgainThenTheNewRootAlone() {
        TrustBundle old = of(r1);

        TrustBundle union = old.union(of(r2));
        assertThat(union.text()).isEqualTo(r1.pem() + r2.pem());
        TrustBundle sign = union.repeat(r2);
        assertThat(sign.text()).isEqualTo(r1.pem() + r2.pem() + r2.pem());
        assertThat(sign.trustsSameAs(union)).isTrue();
        assertThat(sign).isNotEqualTo(union);
        assertThat(sign.hash()).isNotEqualTo(union.hash());
        TrustBundle drop = sign.cutTo(of(r2)).orElseThrow();
        assertThat(drop.text()).isEqualTo(r2.pem());

        assertThat(union.isTakenAfter(old)).isTrue();
        assertThat(sign.isTakenAfter(union)).isTrue();
        assertThat(drop.isTakenAfter(sign)).isTrue();
        assertThat(drop.isTakenAfter(old))
                .as("a jump is ignored by istiod without a word")
                .isFalse();
    }

    @Test
    void everyStepBeforeDropGoesBack() {
        TrustBundle union = of(r1).union(of(r2));
        TrustBundle sign = union.repeat(r2);

        TrustBundle back = sign.cutTo(union).orElseThrow();
        assertThat(back.text()).isEqualTo(union.text());
        assertThat(back.isTakenAfter(sign)).isTrue();
        assertThat(back.cutTo(of(r1)).orElseThrow().text()).isEqualTo(r1.pem());
    }

    @Test
    void whatSomebodyElseWroteIsKeptByteForByte() throws PkiException {
        String foreign = "# Our roots\r\n" + r1.pem().replace("\n", "\r\n") + "\r\n# next\r\n"
                + r2.pem().strip();
        TrustBundle read = TrustBundle.read(foreign);

        assertThat(read.text()).isEqualTo(foreign);
        TrustBundle union = read.union(of(r2, r3));
        assertThat(union.text()).isEqualTo(foreign + "\n" + r3.pem());
        assertThat(union.isTakenAfter(read)).isTrue();
        TrustBundle cut = union.cutTo(of(r1, r2)).orElseThrow();
        assertThat(cut.isTakenAfter(union)).isTrue();
        assertThat(TrustBundle.read(cut.text())).isEqualTo(cut).isEqualTo(read);
        assertThat(union.cutTo(of(r3)).orElseThrow().text()).isEqualTo(r3.pem());
    }

    @Test
    void rootsThatDoNotStandTogetherCannotBeCutOut() {
        assertThat(of(r1, r2, r3).cutTo(of(r1, r3))).isEmpty();
        assertThat(of(r1).cutTo(of(r2))).isEmpty();
    }

    @Test
    void theBestPieceIsCut() {
        assertThat(of(r2, r1, r1).cutTo(of(r1, r2)).orElseThrow().roots()).containsExactly(r2, r1);
        assertThat(of(r2, r2).cutTo(of(r2, r2)).orElseThrow().roots()).containsExactly(r2, r2);
        assertThat(of(r2, r1, r2, r2).cutTo(of(r2)).orElseThrow().roots()).containsExactly(r2);
    }

    @Test
    void theHashIsOfCertificatesAndNotOfText() throws PkiException {
        TrustBundle bundle = of(r1, r2);
        TrustBundle again = TrustBundle.read("x\n" + bundle.text().replace("\n", "\r\n\r\n"));

        assertThat(again.hash()).isEqualTo(bundle.hash()).matches("[0-9a-f]{64}");
        assertThat(again).isEqualTo(bundle).hasSameHashCodeAs(bundle);
        assertThat(of(r2, r1).hash()).isNotEqualTo(bundle.hash());
        assertThat(of(r1).hash()).isEqualTo(r1.sha256());
    }

    @Test
    void unionOfWhatIsThereChangesNothing() {
        TrustBundle bundle = of(r1, r2);
        assertThat(bundle.union(of(r2, r1, r2))).isSameAs(bundle);
        assertThat(bundle.trusts(r1)).isTrue();
        assertThat(bundle.trusts(r3)).isFalse();
        assertThat(bundle.trustsSameAs(of(r2, r1, r1))).isTrue();
        assertThat(bundle.union(of(r3, r3)).roots()).containsExactly(r1, r2, r3);
    }

    @Test
    void nobodyIsTrustedByAccident() {
        assertThatThrownBy(() -> TrustBundle.read("# none\n"))
                .hasMessageStartingWith("holds no certificate in PEM form");
        assertThatThrownBy(() -> TrustBundle.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(r1).repeat(r2)).isInstanceOf(IllegalArgumentException.class);
    }
}
