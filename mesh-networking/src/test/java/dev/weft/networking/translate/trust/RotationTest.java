// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.networking.translate.trust.Rotation.Next;
import dev.weft.networking.translate.trust.Rotation.Phase;
import dev.weft.networking.translate.trust.Rotation.Told;
import dev.weft.networking.translate.trust.Trustee.Known;
import dev.weft.networking.translate.trust.Trustee.Seen;
import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The steps of a rotation, each in the state that it is due in. Roots are letters; {@code abb} is a, b and b again. */
class RotationTest {

    private static final ObjectId EAST = id("east");
    private static final ObjectId WEST = id("west");

    private static ObjectId id(String cluster) {
        return new ObjectId(cluster, TrustKinds.ISSUED_CERTIFICATE, "gloo-mesh", "istiod");
    }

    private static Trustee served(ObjectId id, String bundle, String signer) {
        return known(id, true, bundle, signer, EvidencePhase.SERVED);
    }

    private static Trustee trusted(ObjectId id, String bundle, String signer) {
        return known(id, true, bundle, signer, EvidencePhase.TRUSTED);
    }

    private static Trustee silent(ObjectId id, String bundle, String signer) {
        return known(id, false, bundle, signer, EvidencePhase.SERVED);
    }

    private static Trustee known(ObjectId id, boolean readable, String bundle, String signer, EvidencePhase phase) {
        String root = Roots.root(signer).sha256();
        return new Known(
                id,
                readable,
                Roots.bundle(bundle),
                root,
                Roots.secret(signer),
                new Seen(
                        Optional.of(phase),
                        Optional.of(Roots.bundle(bundle).text()),
                        new TreeSet<>(List.of(root)),
                        List.of()));
    }

    private static Trustee untouched(ObjectId id, String bundle, String signer, String running) {
        return new Known(
                id,
                true,
                Roots.bundle(bundle),
                Roots.root(signer).sha256(),
                Roots.secret(signer),
                new Seen(Optional.empty(), Optional.of(Roots.bundle(running).text()), new TreeSet<>(), List.of()));
    }

    private static Next next(String wanted, Trustee... trustees) {
        return Rotation.next(Roots.wanted(wanted), Stream.of(trustees).toList());
    }

    /** Bundle, and who signs. */
    private static String told(Next next, ObjectId id) {
        return words(next.told().get(id));
    }

    private static String words(Told told) {
        return Roots.names(told.bundle()) + " by " + Roots.name(told.signer());
    }

    @Test
    void whatIsAsItShouldBeStays() {
        Next next = next("a", served(EAST, "a", "a"), served(WEST, "a", "a"));

        assertThat(next.phase()).isEqualTo(Phase.SHARED);
        assertThat(told(next, EAST)).isEqualTo("a by a");
        assertThat(next.waits()).isEmpty();
    }

    @Test
    void aNewRootIsTrustedFirst() {
        Next next = next("b", served(EAST, "a", "a"), served(WEST, "a", "a"));

        assertThat(next.phase()).isEqualTo(Phase.UNION);
        assertThat(told(next, EAST)).isEqualTo("ab by a");
        assertThat(told(next, WEST)).isEqualTo("ab by a");
        assertThat(next.told().get(EAST).secret())
                .as("renewals go on under the old root")
                .isEqualTo(Roots.secret("a"));
        assertThat(next.told().get(EAST).bundle().text())
                .startsWith(Roots.bundle("a").text());
    }

    @Test
    void nobodySignsWhileOneIsNotSeenToTrust() {
        Next next = next("b", served(EAST, "ab", "a"), untouched(WEST, "ab", "a", "a"));

        assertThat(told(next, EAST)).isEqualTo("ab by a");
        assertThat(next.waits()).containsExactly(new Rotation.Wait("west", "spreads the new root"));
    }

    @Test
    void oneGoesAheadAndWritesTheRootTwice() {
        Next next = next("b", served(EAST, "ab", "a"), served(WEST, "ab", "a"));

        assertThat(next.phase()).isEqualTo(Phase.SIGN);
        assertThat(told(next, EAST)).isEqualTo("abb by b");
        assertThat(told(next, WEST)).isEqualTo("ab by a");
    }

    @Test
    void theOthersFollowWhenItIsSeenToServe() {
        assertThat(told(next("b", trusted(EAST, "abb", "b"), served(WEST, "ab", "a")), WEST))
                .isEqualTo("ab by a");
        assertThat(told(next("b", served(EAST, "abb", "b"), served(WEST, "ab", "a")), WEST))
                .isEqualTo("abb by b");
    }

    @Test
    void theOldRootGoesWhenAllServeTheNewOne() {
        assertThat(told(next("b", served(EAST, "abb", "b"), trusted(WEST, "abb", "b")), EAST))
                .isEqualTo("abb by b");

        Next next = next("b", served(EAST, "abb", "b"), served(WEST, "abb", "b"));

        assertThat(next.phase()).isEqualTo(Phase.DROP);
        assertThat(told(next, EAST)).isEqualTo("b by b");
        assertThat(Roots.bundle("abb").text())
                .contains(next.told().get(EAST).bundle().text());
    }

    @Test
    void aClusterThatCannotBeReadKeepsTheOldRootEverywhere() {
        Next next = next("b", served(EAST, "abb", "b"), silent(WEST, "abb", "b"));

        assertThat(told(next, EAST)).isEqualTo("abb by b");
        assertThat(next.waits())
                .containsExactly(new Rotation.Wait("west", "cannot be read; no root is dropped before it can"));
    }

    @Test
    void aClusterThatCannotBeReadHoldsUpNobodyOnceItTrusts() {
        Next next = next("b", served(EAST, "ab", "a"), silent(WEST, "ab", "a"));

        assertThat(told(next, EAST)).isEqualTo("abb by b");
    }

    @Test
    void whileAClusterMayNotTrustItNobodySigns() {
        assertThat(told(next("b", served(EAST, "ab", "a"), silent(WEST, "a", "a")), EAST))
                .isEqualTo("ab by a");
        assertThat(told(next("b", served(EAST, "ab", "a"), new Trustee.Unread("west")), EAST))
                .isEqualTo("ab by a");
        assertThat(told(next("b", served(EAST, "ab", "a"), new Trustee.Untold(WEST, "says nothing")), EAST))
                .isEqualTo("ab by a");
    }

    @Test
    void theOneThatGoesAheadIsOneThatCanBeRead() {
        Next next = next("b", silent(EAST, "ab", "a"), served(WEST, "ab", "a"));

        assertThat(told(next, EAST)).isEqualTo("ab by a");
        assertThat(told(next, WEST)).isEqualTo("abb by b");
    }

    @Test
    void anotherGoesAheadWhenTheFirstIsLost() {
        Trustee lost = known(EAST, false, "abb", "b", EvidencePhase.TRUSTED);

        assertThat(told(next("b", lost, served(WEST, "ab", "a")), WEST)).isEqualTo("abb by b");
    }

    @Test
    void theWayBackIsTheSameWay() {
        Next back = next("a", served(EAST, "abb", "b"), served(WEST, "ab", "a"));

        assertThat(told(back, EAST)).isEqualTo("abba by b");
        assertThat(told(back, WEST)).isEqualTo("aba by a");

        Next sign = next("a", served(EAST, "abba", "b"), served(WEST, "aba", "a"));

        assertThat(told(sign, EAST)).isEqualTo("abbaa by a");
        assertThat(told(sign, WEST)).isEqualTo("aba by a");

        Next drop = next("a", served(EAST, "abbaa", "a"), served(WEST, "aba", "a"));

        assertThat(told(drop, EAST)).isEqualTo("a by a");
        assertThat(told(drop, WEST)).isEqualTo("a by a");
    }

    @Test
    void aTextThatIstiodMayNotHaveTakenIsNotMadeLonger() {
        Next dropped = next("a", untouched(EAST, "b", "b", "abb"), served(WEST, "b", "b"));

        assertThat(told(dropped, EAST)).as("istiod with abb would refuse ba").isEqualTo("b by b");
        assertThat(told(dropped, WEST)).isEqualTo("ba by b");
    }

    @Test
    void whatIsServedBesidesIsTrustedByAll() {
        Known straggler = new Known(
                WEST,
                true,
                Roots.bundle("abb"),
                Roots.root("b").sha256(),
                Roots.secret("b"),
                new Seen(
                        Optional.of(EvidencePhase.TRUSTED),
                        Optional.of(Roots.bundle("abb").text()),
                        new TreeSet<>(List.of(
                                Roots.root("a").sha256(), Roots.root("b").sha256())),
                        List.of("reviews-1 answers under another root")));

        assertThat(told(next("b", served(EAST, "b", "b"), straggler), EAST)).isEqualTo("bab by b");
    }

    @Test
    void oneThatIsNewStartsUnderTheWantedRootOnceAllTrustIt() {
        assertThat(next("b", served(EAST, "a", "a")).newcomer()).isEmpty();
        assertThat(next("b", served(EAST, "ab", "a")).newcomer().map(RotationTest::words))
                .contains("ab by b");
        assertThat(next("b").newcomer().map(RotationTest::words)).contains("b by b");
    }

    @Test
    void rootsThatNobodySignsUnderAreTrustedAsWell() {
        Next union = next("cb", served(EAST, "a", "a"), served(WEST, "a", "a"));
        assertThat(told(union, EAST)).isEqualTo("acb by a");

        Next drop = next("cb", served(EAST, "acbb", "b"), served(WEST, "acbb", "b"));
        assertThat(told(drop, EAST)).isEqualTo("cb by b");

        Next without = next("b", served(EAST, "cb", "b"), served(WEST, "cb", "b"));
        assertThat(told(without, EAST)).isEqualTo("b by b");
    }
}
