// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.Scope;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.trust.RequestQuestion.Signer;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.SigningSecret;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.apply.Respondent.Reply;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What is said to a request, with fakes for both servers. */
class IssuerTest {

    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String NAME = "istiod-istio-system-east";
    private static final String HOST = "spiffe://cluster.local/ns/istio-system/sa/istiod";
    private static final ObjectId CERTIFICATE = new ObjectId("east", TrustKinds.ISSUED_CERTIFICATE, "gloo-mesh", NAME);
    private static final String CERTIFICATE_PATH =
            "/apis/certificates.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/issuedcertificates/" + NAME;
    private static final String SECRETS = "/api/v1/namespaces/gloo-mesh/secrets";
    private static final Ref ROOT = new Ref("gloo-mesh", "vm.gloo-mesh");
    private static final Parent OWNER =
            new Parent("networking.mesh.gloo.solo.io/v1alpha2", "VirtualMesh", new Ref("gloo-mesh", "vm"));
    private static final Signer GENERATED =
            new Signer.Generated(ROOT, TrustRules.DEFAULT_ROOT, OWNER, Optional.empty());
    private static final Signer PROVIDED = new Signer.Provided(new Ref("gloo-mesh", "root"));

    private final SecureRandom random = new SecureRandom();
    private final FakeServer management = new FakeServer();
    private final FakeServer east = new FakeServer();
    private final SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);
    private final Issuer issuer = new Issuer(
            new OperatorParts.Reach(
                    management, cluster -> cluster.equals("east") ? Optional.of(east) : Optional.empty(), () -> NOW),
            new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false),
            random);

    IssuerTest() {
        ObjectNode certificate = JsonNodeFactory.instance.objectNode();
        certificate.putObject("metadata").put("uid", "u1");
        certificate.set("spec", spec());
        east.put(CERTIFICATE_PATH, certificate);
    }

    private static ObjectNode spec() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putArray("hosts").add(HOST);
        return spec.put("org", "Istio");
    }

    private static RequestQuestion sign(Signer signer) {
        return sign(signer, new TreeSet<>());
    }

    private static RequestQuestion sign(Signer signer, SortedSet<String> rootsInUse) {
        return sign(signer, Optional.empty(), rootsInUse);
    }

    private static RequestQuestion sign(Signer signer, Optional<String> root, SortedSet<String> rootsInUse) {
        return new RequestQuestion.Sign(
                CERTIFICATE,
                "u1",
                new String(CanonicalJson.bytes(spec()), StandardCharsets.UTF_8),
                List.of(HOST),
                "Istio",
                signer,
                root,
                rootsInUse);
    }

    private static Write.Answer asked(String csr, RequestQuestion question) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("metadata").put("generation", 3);
        body.putObject("spec").put("certificateSigningRequest", base64(csr));
        return new Write.Answer(
                new RawObject(
                        new ObjectId("east", TrustKinds.CERTIFICATE_REQUEST, "gloo-mesh", NAME),
                        "certificates.mesh.gloo.solo.io/v1alpha2",
                        body,
                        "test"),
                question);
    }

    private String csr(String... hosts) throws Exception {
        return SigningRequest.by(key, "Istio", List.of(hosts), random).pem();
    }

    private ObjectNode said(String csr, Signer signer) throws Exception {
        Reply reply = issuer.answer(asked(csr, sign(signer)));
        assertThat(reply).isInstanceOf(Reply.Say.class);
        return ((Reply.Say) reply).status();
    }

    private String error(Signer signer) throws Exception {
        ObjectNode status = said(csr(HOST), signer);
        assertThat(status.path("state").asText()).isEqualTo("FAILED");
        assertThat(status.has("signedCertificate")).isFalse();
        assertThat(status.path("observedGeneration").asLong()).isEqualTo(3);
        return status.path("error").asText();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }

    private CaCerts cacerts(ObjectNode status) throws Exception {
        assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("FINISHED");
        List<Certificate> certificates = Certificate.readAll(text(status.path("signedCertificate")));
        TrustBundle roots = TrustBundle.read(text(status.path("signingRootCa")));
        List<Certificate> above = new ArrayList<>(certificates);
        above.addAll(roots.roots());
        return CaCerts.of(key, Chain.upFrom(certificates.getFirst(), above), roots);
    }

    private Authority root(KeySpec spec, Duration life) throws Exception {
        return Authority.selfSigned(new RootTerms("ours", life, spec), NOW, random);
    }

    private void provide(Authority authority) {
        provide(SigningSecret.data(authority), "true");
    }

    private void provide(Map<String, byte[]> entries, String label) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode().put("type", "Opaque");
        secret.putObject("metadata").putObject("labels").put("weft.dev/signing-ca", label);
        ObjectNode data = secret.putObject("data");
        entries.forEach((entry, value) -> data.put(entry, Base64.getEncoder().encodeToString(value)));
        management.put(SECRETS + "/root", secret);
    }

    @Test
    void C1_aRootIsMadeAndSignsAnAuthorityThatItsPeersTrust() throws Exception {
        CaCerts cacerts = cacerts(said(csr(HOST), GENERATED));

        assertThat(cacerts.verdict(NOW)).isInstanceOf(ChainVerdict.Trusted.class);
        assertThat(cacerts.certificate().isAuthority()).isTrue();
        assertThat(cacerts.certificate().pathLength()).isEqualTo(OptionalInt.of(0));
        JsonNode secret = management.at(SECRETS + "/vm.gloo-mesh").orElseThrow();
        assertThat(secret.path("type").asText()).isEqualTo("certificates.mesh.gloo.solo.io/generated_signing_cert");
        assertThat(secret.at("/metadata/labels").toString())
                .isEqualTo(
                        "{\"owner.networking.mesh.gloo.solo.io\":\"gloo-mesh\",\"weft.dev/plane\":\"0123456789ab\"}");
        assertThat(secret.path("data").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("key.pem", "root-cert.pem");
    }

    @Test
    void aRootIsWhatTheVirtualMeshAsksFor() throws Exception {
        cacerts(said(
                csr(HOST),
                new Signer.Generated(
                        ROOT,
                        new TrustRules.Root.Generated(10, OptionalInt.of(2048), "my-org", 1),
                        OWNER,
                        Optional.empty())));

        Certificate root = Certificate.read(
                text(management.at(SECRETS + "/vm.gloo-mesh").orElseThrow().at("/data/root-cert.pem")));
        assertThat(root.x509().getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(root.facts().issuer()).contains("my-org");
        assertThat(root.facts().notAfter()).isEqualTo(NOW.plus(Duration.ofDays(10)));
    }

    @Test
    void D7_anIntermediateDoesNotOutliveItsRoot() throws Exception {
        provide(root(KeySpec.DEFAULT, Duration.ofDays(3)));

        assertThat(cacerts(said(csr(HOST), PROVIDED)).certificate().facts().notAfter())
                .isEqualTo(NOW.plus(Duration.ofDays(3)));
    }

    @Test
    void BUG_34_aRootIsMadeOnceHoweverManyAskForIt() throws Exception {
        List<Callable<ObjectNode>> many = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            many.add(() -> said(csr(HOST), GENERATED));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(many))
                    .extracting(done -> done.get().path("signingRootCa").asText())
                    .doesNotContain("")
                    .containsOnly(management
                            .at(SECRETS + "/vm.gloo-mesh")
                            .orElseThrow()
                            .at("/data/root-cert.pem")
                            .asText());
        }
        assertThat(management.calls())
                .filteredOn(call -> call.startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void BUG_36_aRootThatIsThereIsUsedWhateverTheVirtualMeshSaysNow() throws Exception {
        cacerts(said(csr(HOST), GENERATED));
        JsonNode before = management.at(SECRETS + "/vm.gloo-mesh").orElseThrow();

        cacerts(said(
                csr(HOST),
                new Signer.Generated(
                        ROOT,
                        new TrustRules.Root.Generated(1, OptionalInt.of(4096), "another", 1),
                        OWNER,
                        Optional.of("must not be made"))));

        assertThat(management.at(SECRETS + "/vm.gloo-mesh")).contains((ObjectNode) before);
    }

    @Test
    void aRootThatIsGoneIsNotMadeAnewWhileItIsInUse() throws Exception {
        String error = error(new Signer.Generated(
                ROOT, TrustRules.DEFAULT_ROOT, OWNER, Optional.of("a certificate that it signed is in use")));

        assertThat(error).contains("gloo-mesh/vm.gloo-mesh", "is gone", "in use");
        assertThat(management.at(SECRETS + "/vm.gloo-mesh")).isEmpty();
    }

    /** Whoever puts another root into the Secret would part the meshes that are renewed first from the others. */
    @Test
    void I5_itDoesNotSignWithAnotherRootThanTheOneInUse() throws Exception {
        String csr = csr(HOST);
        assertThat(said(csr, GENERATED).path("state").asText()).isEqualTo("FINISHED");

        Reply other = issuer.answer(asked(csr, sign(GENERATED, new TreeSet<>(List.of("of-another-root")))));

        JsonNode status = ((Reply.Say) other).status();
        assertThat(status.path("state").asText()).isEqualTo("FAILED");
        assertThat(status.path("error").asText()).contains("holds another root", "gloo-mesh/vm.gloo-mesh");
    }

    @Test
    void BUG_35_aSecretOfAnotherTypeIsNoRoot() throws Exception {
        management.put(
                SECRETS + "/vm.gloo-mesh", JsonNodeFactory.instance.objectNode().put("type", "Opaque"));

        assertThat(error(GENERATED)).contains("no root that the plane made", "VirtualMesh gloo-mesh/vm");
    }

    @Test
    void D7_namesAreThoseThatThePlaneGivesAndNotThoseOfTheRequest() throws Exception {
        CaCerts cacerts = cacerts(said(csr("spiffe://cluster.local/ns/bank/sa/vault", "bank.example"), GENERATED));

        assertThat(cacerts.certificate().x509().getSubjectAlternativeNames())
                .singleElement()
                .satisfies(name -> assertThat(name.get(1).toString()).isEqualTo(HOST));
    }

    @Test
    void D7_aRequestWithoutProofOfItsKeyIsRefused() throws Exception {
        String pem = csr(HOST);
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
        der[der.length - 5] ^= 1;
        String forged = "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";

        ObjectNode status = said(forged, GENERATED);

        assertThat(status.path("state").asText()).isEqualTo("FAILED");
        assertThat(status.path("error").asText()).startsWith("spec.certificateSigningRequest ");
    }

    @Test
    void anEmptyRequestIsRefused() throws Exception {
        assertThat(said("", GENERATED).path("error").asText()).startsWith("spec.certificateSigningRequest ");
    }

    @Test
    void C32_anEcRootOfAUserSigns() throws Exception {
        provide(root(KeySpec.Ec.P384, Duration.ofDays(100)));

        assertThat(cacerts(said(csr(HOST), PROVIDED)).verdict(NOW)).isInstanceOf(ChainVerdict.Trusted.class);
    }

    @Test
    void D7_anIntermediateOfAUserSignsAndTheLinksAboveItAreHandedOn() throws Exception {
        Authority top = root(KeySpec.DEFAULT, Duration.ofDays(100));
        SigningKey middle = SigningKey.generate(KeySpec.DEFAULT, random);
        Chain chain = top.issue(
                SigningRequest.by(middle, "middle", List.of(), random),
                new IntermediateTerms("middle", List.of(), Duration.ofDays(50), 1),
                NOW,
                random);
        provide(Authority.of(middle, chain, top.roots()));

        ObjectNode status = said(csr(HOST), PROVIDED);

        assertThat(Certificate.readAll(text(status.path("signedCertificate")))).hasSize(2);
        assertThat(text(status.path("signingRootCa"))).isEqualTo(top.roots().text());
        assertThat(cacerts(status).verdict(NOW)).isInstanceOf(ChainVerdict.Trusted.class);
    }

    @Test
    void aProvidedSecretThatIsMissingIsToldWithWhatItNeeds() throws Exception {
        assertThat(error(PROVIDED)).contains("gloo-mesh/root", "does not exist", "key.pem", "weft.dev/signing-ca=true");
    }

    @Test
    void aProvidedSecretWithoutTheLabelDoesNotSign() throws Exception {
        provide(SigningSecret.data(root(KeySpec.DEFAULT, Duration.ofDays(9))), "no");

        assertThat(error(PROVIDED)).contains("weft.dev/signing-ca=true");
    }

    @Test
    void aProvidedSecretThatMayNotBeReadIsToldWithTheRightItTakes() throws Exception {
        management.refuses("GET " + SECRETS + "/root", 403);

        assertThat(error(PROVIDED)).contains("may not read", "RoleBinding in namespace gloo-mesh");
    }

    @Test
    void I4_whatIsWrongWithAKeyIsSaidWithoutTheKey() throws Exception {
        String secret = "-----BEGIN PRIVATE KEY-----\nTOPSECRETTOPSECRET\n-----END PRIVATE KEY-----\n";
        provide(
                Map.of(
                        "key.pem", secret.getBytes(StandardCharsets.UTF_8),
                        "root-cert.pem",
                                root(KeySpec.DEFAULT, Duration.ofDays(9))
                                        .roots()
                                        .text()
                                        .getBytes(StandardCharsets.UTF_8)),
                "true");

        assertThat(error(PROVIDED)).contains("gloo-mesh/root", "key.pem").doesNotContain("TOPSECRET");
    }

    @Test
    void anExpiredRootDoesNotSign() throws Exception {
        provide(Authority.selfSigned(
                new RootTerms("old", Duration.ofDays(1), KeySpec.DEFAULT), NOW.minus(Duration.ofDays(9)), random));

        assertThat(error(PROVIDED)).contains("cannot sign", "gloo-mesh/root");
    }

    @Test
    void nothingIsSignedForAnObjectThatIsNotTheOneThatWasDecidedAbout() throws Exception {
        ObjectNode other = JsonNodeFactory.instance.objectNode();
        other.putObject("metadata").put("uid", "u2");
        other.set("spec", spec());
        east.put(CERTIFICATE_PATH, other);
        assertThat(issuer.answer(asked(csr(HOST), sign(GENERATED)))).isInstanceOf(Reply.NotNow.class);

        other.withObject("/metadata").put("uid", "u1");
        other.withObject("/spec").put("org", "Another");
        assertThat(issuer.answer(asked(csr(HOST), sign(GENERATED)))).isInstanceOf(Reply.NotNow.class);

        east.remove(CERTIFICATE_PATH);
        assertThat(issuer.answer(asked(csr(HOST), sign(GENERATED)))).isInstanceOf(Reply.NotNow.class);
        assertThat(management.calls()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsNoAnswerToTheRequest() throws Exception {
        management.fails("GET " + SECRETS + "/root", new Failure.NoAnswer(Failure.Kind.TIMEOUT, "no answer"));

        assertThat(issuer.answer(asked(csr(HOST), sign(PROVIDED)))).isInstanceOf(Reply.NotNow.class);
    }

    @Test
    void aRefusalIsSaidAsItIs() throws Exception {
        Reply reply = issuer.answer(asked("", new RequestQuestion.Refuse("nobody wants it")));

        assertThat(((Reply.Say) reply).status().path("error").asText()).isEqualTo("nobody wants it");
    }
}
