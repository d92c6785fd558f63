// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A {@code cacerts} of somebody else comes under another root in the steps of a rotation, whenever the agent ends. */
class TakingOverTest {

    private final Bench bench = new Bench();
    private final FakeIssuer theirs = FakeIssuer.at(bench.now);
    private final FakeIssuer common = FakeIssuer.at(bench.now);
    private final CaCerts before = foreign();
    private final String union = theirs.roots() + common.roots();

    private CaCerts foreign() {
        try {
            FakeIssuer.Identity identity = theirs.identity(bench.now);
            List<Certificate> above = new ArrayList<>(identity.chain());
            TrustBundle roots = TrustBundle.read(theirs.roots());
            above.addAll(roots.roots());
            CaCerts caCerts =
                    CaCerts.of(identity.key(), Chain.upFrom(identity.chain().getFirst(), above), roots);
            bench.caCerts = Held.of(Bench.RULES, Map.of(), Marks.OPAQUE, Marks.ISSUED_TYPE, caCerts.data(), Map.of());
            return caCerts;
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    private void told(String bundle, FakeIssuer signer, String takeOver) {
        bench.generation++;
        bench.trust = new IssuedCertificateSpec.Trust(bundle, signer.fingerprint(), null, takeOver);
    }

    @Test
    void theCopyComesFirstThenOneWriteThatOnlyAddsRoots() throws PkiException {
        told(union, theirs, theirs.fingerprint());
        bench.run();

        assertThat(bench.steps).containsExactly("BackUp", "Amend", "InPlace");
        assertThat(bench.inPlace().key().pem()).isEqualTo(before.key().pem());
        assertThat(bench.inPlace().roots().text()).isEqualTo(union);
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(Stored.of(bench.caCerts).orElseThrow().isTakenOver())
                .as("nothing is restarted for it")
                .isTrue();
    }

    @Test
    void whatIsToSignNextIsAnIssuanceForWhichThereMayBeRestarts() {
        told(union, theirs, theirs.fingerprint());
        bench.run();
        told(union + common.roots(), common, null);
        bench.run().answer(common).run();

        assertThat(bench.inPlace().chain().last().sha256()).isEqualTo(common.fingerprint());
        assertThat(Stored.of(bench.caCerts).orElseThrow().isTakenOver()).isFalse();
    }

    @Test
    void whenTheRequestIsTakenBackBeforeItIsLeftAloneAndAfterwardsItStaysOurs() {
        told(union, theirs, theirs.fingerprint());
        bench.step();
        assertThat(bench.steps).containsExactly("BackUp");
        Bench undone = bench.copy();
        undone.generation++;
        undone.trust = null;
        undone.run();
        assertThat(undone.told.state()).isEqualTo(State.FAILED);
        assertThat(undone.caCerts).isEqualTo(bench.caCerts);

        bench.run();
        bench.generation++;
        bench.trust = null;
        bench.run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.inPlace().roots().text()).isEqualTo(union);
    }

    /** The agent ends after each of its writes, and its status is lost; all that it goes by is what is there. */
    @Test
    void whenTheAgentEndsAfterAnyStepTheNextOneComesToTheSameEnd() {
        told(union, theirs, theirs.fingerprint());
        boolean more = true;
        while (more) {
            Bench next = bench.copy();
            next.told = World.UNTOLD;
            next.run();
            assertThat(Arrays.equals(
                            next.inPlace().data().get(CaCerts.CA_KEY),
                            before.data().get(CaCerts.CA_KEY)))
                    .as("after %s", bench.steps)
                    .isTrue();
            assertThat(next.inPlace().roots().text()).isEqualTo(union);
            assertThat(next.backup).isEqualTo(World.Backup.SAME);
            more = bench.step();
        }
    }

    @Test
    void aRootThatIsNoRootOfTheBundleIsRefusedAndNothingIsWritten() {
        bench.generation++;
        bench.trust = new IssuedCertificateSpec.Trust(common.roots(), theirs.fingerprint(), null, theirs.fingerprint());
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(bench.told.state()).isEqualTo(State.FAILED);
    }
}
