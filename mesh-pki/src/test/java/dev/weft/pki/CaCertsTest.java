// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.YEAR;
import static dev.weft.pki.Samples.issue;
import static dev.weft.pki.Samples.key;
import static dev.weft.pki.Samples.root;
import static dev.weft.pki.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaCertsTest {

    private static CaCerts made() throws PkiException {
        Authority root = root();
        return CaCerts.of(EC, issue(root, EC, terms()), root.roots());
    }

    private static Map<String, byte[]> changed(String entry, String value) throws PkiException {
        Map<String, byte[]> data = new HashMap<>(made().data());
        data.put(entry, value.getBytes(StandardCharsets.UTF_8));
        return data;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void refuses(ThrowingCallable call, String entry, Defect defect) {
        assertThatThrownBy(call).isInstanceOfSatisfying(PkiException.class, e -> {
            assertThat(e.entry()).contains(entry);
            assertThat(e.defect()).isEqualTo(defect);
            assertThat(e).hasMessageStartingWith(entry + ": ").hasMessageEndingWith("; " + defect.remedy());
        });
    }

    @Test
    void C11_theEntriesAreThoseOfIstio() throws PkiException {
        Authority root = root();
        Chain chain = issue(root, EC, terms());
        Map<String, byte[]> data = CaCerts.of(EC, chain, root.roots()).data();

        assertThat(data.keySet()).containsExactly("ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem");
        assertThat(text(data.get("ca-cert.pem"))).isEqualTo(chain.first().pem());
        assertThat(text(data.get("ca-key.pem"))).isEqualTo(EC.pem());
        assertThat(text(data.get("root-cert.pem"))).isEqualTo(root.certificate().pem());
        assertThat(text(data.get("cert-chain.pem")))
                .isEqualTo(chain.first().pem() + root.certificate().pem());
    }

    @Test
    void whatIsWrittenIsReadAndWrittenTheSame() throws PkiException {
        CaCerts made = made();
        CaCerts read = CaCerts.read(made.data());
        assertThat(read.key()).isEqualTo(EC);
        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(read.roots()).isEqualTo(made.roots());
        made.data()
                .forEach((entry, bytes) ->
                        assertThat(read.data().get(entry)).as(entry).isEqualTo(bytes));
    }

    @Test
    void theReferencesFiveEntriesAreRead() throws PkiException {
        CaCerts read = CaCerts.read(changed("key.pem", ""));
        assertThat(read.certificate()).isEqualTo(made().certificate());
        assertThat(read.verdict(NOW)).isInstanceOf(ChainVerdict.Trusted.class);
        assertThat(CaCerts.read(changed("ca-crl.pem", "anything")).key()).isEqualTo(EC);
    }

    @Test
    void theTextOfForeignRootsIsKept() throws PkiException {
        String roots = "# ours\n" + root().certificate().pem().strip() + "\n# é\n"
                + root("other").certificate().pem();
        assertThat(text(CaCerts.read(changed("root-cert.pem", roots)).data().get("root-cert.pem")))
                .isEqualTo(roots);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"})
    void eachEntryIsNeededAndNamed(String entry) throws PkiException {
        Map<String, byte[]> without = new HashMap<>(made().data());
        without.remove(entry);
        refuses(() -> CaCerts.read(without), entry, Defect.MISSING_ENTRY);
        refuses(() -> CaCerts.read(changed(entry, "")), entry, Defect.MISSING_ENTRY);
        Map<String, byte[]> binary = new HashMap<>(made().data());
        binary.put(entry, new byte[] {(byte) 0xc3, 0x28});
        refuses(() -> CaCerts.read(binary), entry, Defect.MALFORMED);
        refuses(() -> CaCerts.read(changed(entry, "rubbish")), entry, Defect.WRONG_COUNT);
        String misplaced = entry.equals("ca-key.pem") ? root().certificate().pem() : EC.pem();
        refuses(() -> CaCerts.read(changed(entry, misplaced)), entry, Defect.WRONG_BLOCK);
    }

    @Test
    void C26_aCertificateForAnotherKeyIsRefused() throws PkiException {
        Authority root = root();
        refuses(() -> CaCerts.of(RSA, issue(root, EC, terms()), root.roots()), "ca-key.pem", Defect.KEY_MISMATCH);
        refuses(() -> CaCerts.read(changed("ca-key.pem", RSA.pem())), "ca-key.pem", Defect.KEY_MISMATCH);
    }

    @Test
    void D5_anAnswerToAnEarlierRequestIsRefused() throws PkiException {
        Authority root = root();
        Chain earlier = issue(root, key("earlier"), terms());
        refuses(() -> CaCerts.of(key("later"), earlier, root.roots()), "ca-key.pem", Defect.KEY_MISMATCH);
    }

    @Test
    void whatLeadsToNoRootIsRefused() throws PkiException {
        refuses(
                () -> CaCerts.of(EC, issue(root("a"), EC, terms()), root("b").roots()),
                "cert-chain.pem",
                Defect.UNTRUSTED);
        Certificate leaf =
                HandMade.workload(root().certificate(), Samples.SPIFFE).sign(EC, root().key());
        refuses(() -> CaCerts.of(EC, new Chain(List.of(leaf)), root().roots()), "ca-cert.pem", Defect.NOT_A_CA);
    }

    @Test
    void theOtherLayoutIsNotMistaken() {
        refuses(() -> CaCerts.read(changed("tls.crt", "x")), "tls.crt", Defect.UNSUPPORTED_LAYOUT);
    }

    @Test
    void D8_itIsReadWhenItHasExpiredAndSaysSo() throws PkiException {
        CaCerts read = CaCerts.read(made().data());
        assertThat(read.verdict(NOW.plus(YEAR.multipliedBy(2))))
                .isInstanceOfSatisfying(
                        ChainVerdict.Broken.class, it -> assertThat(it.defect()).isEqualTo(Defect.EXPIRED));
    }

    @Test
    void otherRootsChangeOneEntry() throws PkiException {
        CaCerts made = made();
        CaCerts union = made.trusting(made.roots().union(root("new").roots()));
        assertThat(union.data().entrySet())
                .filteredOn(entry ->
                        !java.util.Arrays.equals(entry.getValue(), made.data().get(entry.getKey())))
                .extracting(Map.Entry::getKey)
                .containsExactly("root-cert.pem");
        refuses(() -> made.trusting(root("new").roots()), "cert-chain.pem", Defect.UNTRUSTED);
    }

    @Test
    void printingShowsNoKey() throws PkiException {
        assertThat(made())
                .asString()
                .startsWith("CaCerts[certificate O=Istio (serial ")
                .doesNotContain("PRIVATE");
    }
}
