// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.networking.trust.RequestQuestion;
import dev.weft.networking.trust.RequestQuestion.Refuse;
import dev.weft.networking.trust.RequestQuestion.Sign;
import dev.weft.networking.trust.RootQuestion;
import dev.weft.runtime.apply.Respondent;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a request is answered, and with what question: the pure half of the issuer. */
class CertificateRequestsTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final String NAME = "istiod-istio-system-east";
    private static final ObjectId CERTIFICATE = id("east", TrustKinds.ISSUED_CERTIFICATE);
    private static final ObjectId DIRECTIVE = id("east", TrustKinds.POD_BOUNCE_DIRECTIVE);
    private static final ObjectId REQUEST = id("east", TrustKinds.CERTIFICATE_REQUEST);
    private static final ObjectId VIRTUAL_MESH =
            new ObjectId(MGMT, new GroupKind("networking.mesh.gloo.solo.io", "VirtualMesh"), "gloo-mesh", "vm");

    private final WorldRig rig = OperatorRig.rig();
    private final List<RequestQuestion> asked = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private Respondent.Reply reply = finished();

    private static ObjectId id(String cluster, GroupKind kind) {
        return new ObjectId(cluster, kind, "gloo-mesh", NAME);
    }

    @BeforeEach
    void aVirtualMeshWithACommonRoot() {
        rig.respondent(answer -> {
            if (answer.question() instanceof RootQuestion root) {
                return madeUnreadable(root.signer().secret());
            }
            asked.add((RequestQuestion) answer.question());
            times.add(rig.now());
            return answer.question() instanceof Refuse refuse
                    ? new Respondent.Reply.Say(failed(refuse.message(), generation()))
                    : reply;
        });
        virtualMesh("mtlsConfig: {shared: {}}");
        rig.settle();
    }

    /** What is asked does not depend on what the Secret holds. */
    private Respondent.Reply madeUnreadable(Ref secret) {
        rig.apply(MGMT, """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: %s}
                type: certificates.mesh.gloo.solo.io/generated_signing_cert
                """.formatted(secret.name(), secret.namespace()));
        return new Respondent.Reply.Nothing();
    }

    private void virtualMesh(String trust) {
        virtualMesh("{name: istiod-istio-system-east, namespace: gloo-mesh}", trust);
    }

    private void virtualMesh(String meshes, String trust) {
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh}
                spec:
                  meshes: [%s]
                  %s
                """.formatted(meshes, trust));
    }

    private void request(String csr) {
        rig.apply("east", """
                apiVersion: certificates.mesh.gloo.solo.io/v1alpha2
                kind: CertificateRequest
                metadata: {name: istiod-istio-system-east, namespace: gloo-mesh, uid: r1}
                spec: {certificateSigningRequest: %s}
                """.formatted(csr));
    }

    private long generation() {
        return rig.at(REQUEST).at("/metadata/generation").asLong();
    }

    private Respondent.Reply finished() {
        return finished(1);
    }

    private static Respondent.Reply finished(long generation) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("observedGeneration", generation).put("state", "FINISHED").put("signedCertificate", "Yw==");
        return new Respondent.Reply.Say(status);
    }

    private static ObjectNode failed(String message, long generation) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        return status.put("observedGeneration", generation)
                .put("state", "FAILED")
                .put("error", message);
    }

    private String state() {
        return rig.at(REQUEST).at("/status/state").asText();
    }

    private String error() {
        return rig.at(REQUEST).at("/status/error").asText();
    }

    private void agentSays(String state) {
        rig.edit(CERTIFICATE, object -> {
            object.withObject("/status")
                    .put("state", state)
                    .put("observedGeneration", object.at("/metadata/generation").asLong());
            return object;
        });
    }

    @Test
    void C4_whatIsSignedIsWhatTheTranslationWants() {
        request("Y3Ny");

        rig.settle();

        assertThat(asked).singleElement().isInstanceOfSatisfying(Sign.class, sign -> {
            assertThat(sign.certificate()).isEqualTo(CERTIFICATE);
            assertThat(sign.hosts()).containsExactly("spiffe://east.local/ns/istio-system/sa/istiod");
            assertThat(sign.organisation()).isEqualTo("Istio");
            assertThat(sign.uid()).isEqualTo("uid-" + NAME);
            assertThat(sign.signer()).isInstanceOfSatisfying(RequestQuestion.Signer.Generated.class, signer -> {
                assertThat(signer.secret()).isEqualTo(new Ref("gloo-mesh", "vm.gloo-mesh"));
                assertThat(signer.notMade()).isEmpty();
            });
        });
        assertThat(state()).isEqualTo("FINISHED");
    }

    @Test
    void C2_aRequestThatHasItsCertificateIsLeftAlone() {
        request("Y3Ny");
        rig.settle();
        rig.restart();

        assertThat(rig.settle()).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void C5_aChangedRequestIsAnsweredAnew() {
        request("Y3Ny");
        rig.settle();
        request("bmV3");
        reply = new Respondent.Reply.Say(failed("no", 2));

        rig.pass().forEach(rig::carryOut);

        assertThat(asked).hasSize(2);
        assertThat(state()).isEqualTo("FAILED");
    }

    @Test
    void aCertificateWithoutBytesIsNone() {
        request("Y3Ny");
        rig.edit(REQUEST, object -> {
            object.withObject("/status").put("state", "FINISHED").put("observedGeneration", 1);
            return object;
        });

        rig.settle();

        assertThat(asked).hasSize(1);
    }

    @Test
    void D7_namesThatTheClusterHasWrittenItselfAreNotSigned() {
        rig.edit(CERTIFICATE, object -> {
            object.withObject("/spec").putArray("hosts").add("spiffe://east.local/ns/bank/sa/vault");
            return object;
        });
        request("Y3Ny");

        List<Write> first = rig.pass();

        // First the object is put right again; then its request is answered.
        assertThat(first).noneMatch(Write.Answer.class::isInstance);
        rig.carryOut(first);
        rig.settle();
        assertThat(asked)
                .singleElement()
                .isInstanceOfSatisfying(
                        Sign.class,
                        sign -> assertThat(sign.hosts())
                                .containsExactly("spiffe://east.local/ns/istio-system/sa/istiod"));
    }

    @Test
    void aRequestThatNobodyWantsIsRefusedOnceAndToldWhy() {
        rig.delete(VIRTUAL_MESH);
        request("Y3Ny");

        rig.settle();

        assertThat(state()).isEqualTo("FAILED");
        assertThat(error()).contains("no VirtualMesh that is in effect");
        assertThat(asked).hasSize(1);
        rig.later(Duration.ofMinutes(10));
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void aRefusedRequestIsSignedWhenAVirtualMeshComesToWantIt() {
        rig.delete(VIRTUAL_MESH);
        request("Y3Ny");
        rig.settle();
        virtualMesh("mtlsConfig: {shared: {}}");

        rig.settle();

        assertThat(state()).isEqualTo("FINISHED");
    }

    @Test
    void aRequestForAnEarlierCertificateOfThatNameIsRefused() {
        request("Y3Ny");
        rig.edit(REQUEST, object -> {
            object.withObject("/metadata")
                    .putArray("ownerReferences")
                    .addObject()
                    .put("kind", "IssuedCertificate")
                    .put("name", NAME)
                    .put("uid", "another");
            return object;
        });

        rig.settle();

        assertThat(error()).contains("that is gone");
    }

    @Test
    void aRequestThatSaysForWhichCertificateItIsIsSignedForThatOneOnly() {
        request("Y3Ny");
        issuedFor("another.1");
        rig.settle();
        assertThat(error()).contains("that is gone");

        issuedFor("uid-" + NAME + ".1");
        status("null");
        rig.settle();
        assertThat(state()).as("of an agent that tells no evidence").isEqualTo("FINISHED");
    }

    private void status(String evidence) {
        rig.edit(CERTIFICATE, object -> {
            long now = object.at("/metadata/generation").asLong();
            ObjectNode status = object.withObject("/status").put("observedGeneration", now);
            if (!evidence.equals("null")) {
                status.set("evidence", CanonicalJson.object(evidence.getBytes(StandardCharsets.UTF_8)));
            }
            return object;
        });
    }

    private static final String WAY =
            "{\"bundle\": \"PEM\", \"meshConfig\": {\"configMap\": \"istio\", \"caCerts\": false";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {WAY + "}};''", "{\"generation\": 1};''", WAY + ", \"problem\": \"no\"}};FINISHED"})
    void nothingIsSignedBeforeItsMeshTrustsTheRootUnlessThatCannotBeHad(String evidence, String end) {
        request("Y3Ny");
        issuedFor("uid-" + NAME + ".1");
        rig.settle();
        assertThat(asked).as("nobody has looked").isEmpty();
        status(evidence);
        rig.settle();
        assertThat(state()).isEqualTo(end);
    }

    private void issuedFor(String value) {
        rig.edit(REQUEST, object -> {
            object.withObject("/metadata").putObject("annotations").put("weft.dev/issued-for", value);
            return object;
        });
    }

    @Test
    void C30_whatFailsIsTriedAgainAfterPausesThatGrow() {
        reply = new Respondent.Reply.NotNow("the management cluster does not answer");
        request("Y3Ny");

        for (int i = 0; i < 60; i++) {
            List<Write> writes = rig.pass();
            rig.carryOut(writes);
            if (writes.isEmpty() && !rig.sleep()) {
                rig.later(Duration.ofSeconds(1));
            }
        }

        assertThat(times).hasSizeBetween(6, 12);
        Duration first = Duration.between(times.get(0), times.get(1));
        Duration last = Duration.between(times.get(times.size() - 2), times.getLast());
        assertThat(first).isLessThan(Duration.ofSeconds(1));
        assertThat(last).isGreaterThan(Duration.ofSeconds(2));
        reply = finished();
        rig.later(Duration.ofMinutes(1));
        rig.settle();
        assertThat(state()).isEqualTo("FINISHED");
    }

    @Test
    void aFailureThatIsSaidIsTriedAgainToo() {
        reply = new Respondent.Reply.Say(failed("Secret gloo-mesh/root does not exist", 1));
        request("Y3Ny");
        rig.carryOut(rig.pass());
        rig.carryOut(rig.pass());
        assertThat(state()).isEqualTo("FAILED");
        reply = finished();

        rig.later(Duration.ofSeconds(1));
        rig.settle();

        assertThat(state()).isEqualTo("FINISHED");
    }

    @Test
    void D6_aRootThatIsGoneIsNotReplacedWhileItsCertificatesAreInUse() {
        agentSays("FINISHED");
        request("Y3Ny");

        rig.settle();

        assertThat(asked.getFirst())
                .isInstanceOfSatisfying(
                        Sign.class,
                        sign -> assertThat(((RequestQuestion.Signer.Generated) sign.signer()).notMade())
                                .hasValueSatisfying(why -> assertThat(why).contains("cluster east", "restore")));
    }

    @Test
    void I1_noNewRootWhileAClusterOfTheVirtualMeshCannotBeRead() {
        OperatorRig.cluster(rig, "west", "");
        rig.know("west", WorldRig.view(ClusterKnowledge.unknown("Forbidden", "")));
        rig.apply(MGMT, Discovered.mesh("west"));
        virtualMesh(
                "{name: istiod-istio-system-east, namespace: gloo-mesh}, {name: istiod-istio-system-west, namespace: gloo-mesh}",
                "mtlsConfig: {shared: {}}");
        request("Y3Ny");

        rig.settle();

        assertThat(asked.getFirst())
                .isInstanceOfSatisfying(
                        Sign.class,
                        sign -> assertThat(((RequestQuestion.Signer.Generated) sign.signer()).notMade())
                                .hasValueSatisfying(why -> assertThat(why).contains("cluster west")));
    }

    @Test
    void aProvidedSecretIsNamedAndNeverMade() {
        virtualMesh("mtlsConfig: {shared: {rootCertificateAuthority: {secret: {name: root, namespace: gloo-mesh}}}}");
        rig.settle();
        request("Y3Ny");

        rig.settle();

        assertThat(asked)
                .singleElement()
                .isInstanceOfSatisfying(
                        Sign.class,
                        sign -> assertThat(sign.signer())
                                .isEqualTo(new RequestQuestion.Signer.Provided(new Ref("gloo-mesh", "root"))));
    }

    @Test
    void nothingIsAnsweredOnAClusterThatIsPaused() {
        OperatorRig.cluster(rig, "weft.dev/mode: paused");
        request("Y3Ny");

        rig.settle();

        assertThat(asked).isEmpty();
        OperatorRig.cluster(rig, "");
        rig.settle();
        assertThat(state()).isEqualTo("FINISHED");
    }

    @Test
    void oneAnswerIsOnItsWayAtATime() {
        request("Y3Ny");
        List<Write> first = rig.pass();
        rig.edit(REQUEST, object -> {
            object.withObject("/metadata").putObject("annotations").put("touched", "1");
            return object;
        });

        assertThat(rig.pass()).noneMatch(Write.Answer.class::isInstance);

        // It was made for a version that is no more.
        rig.carryOut(first);
        rig.later(Duration.ofSeconds(1));
        rig.settle();
        assertThat(state()).isEqualTo("FINISHED");
        assertThat(asked).hasSize(1);
    }

    @Test
    void I3_theDirectiveComesBeforeTheCertificateThatNamesItAndGoesAfterIt() {
        virtualMesh("mtlsConfig: {shared: {}, autoRestartPods: true}");
        List<ObjectId> order = outputs(rig.settle());
        assertThat(order.indexOf(DIRECTIVE)).isNotNegative().isLessThan(order.indexOf(CERTIFICATE));

        virtualMesh("mtlsConfig: {shared: {}}");
        order = outputs(rig.settle());

        assertThat(order.indexOf(CERTIFICATE)).isNotNegative().isLessThan(order.indexOf(DIRECTIVE));
        assertThat(rig.objects()).doesNotContainKey(DIRECTIVE);
    }

    @Test
    void BUG_36_aTypingErrorIsNoReasonToTakeACertificateAway() {
        virtualMesh("mtlsConfig: {shared: {rootCertificateAuthority: {generated: {rsaKeySizeBytes: 1}}}}");
        rig.settle();
        rig.apply(MGMT, Discovered.mesh("east").replaceFirst(" +agentInfo:\\n +agentNamespace: gloo-mesh\\n", ""));
        rig.settle();

        assertThat(rig.objects()).containsKey(CERTIFICATE);
        virtualMesh("mtlsConfig: {shared: {}}");
        rig.settle();
        assertThat(rig.objects()).containsKey(CERTIFICATE);
    }

    private static List<ObjectId> outputs(List<Write> writes) {
        return writes.stream()
                .filter(write -> !(write instanceof Write.Status))
                .map(Write::id)
                .toList();
    }

    @Test
    void theAnswerThatComesBeforeTheWatchIsNotGivenTwice() {
        CertificateRequests requests = new CertificateRequests(new SignerChoice("gloo-mesh"), Backoff.DEFAULT);
        Scope scope = new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false);
        CertificateRequests.Surroundings around = new CertificateRequests.Surroundings(
                new NetworkingTranslator().translate(NetworkingSnapshot.empty(scope)),
                Map.of("east", WorldRig.ALIVE),
                id -> Optional.empty(),
                (id, parents) -> Optional.empty());
        RawObject before = request("1", JsonNodeFactory.instance.objectNode());
        requests.put(before);
        Write.Answer answer =
                (Write.Answer) requests.decide(around, Instant.EPOCH).getFirst();
        RawObject after = request("2", ((Respondent.Reply.Say) finished()).status());

        requests.answered(answer, new Written.Result.Done(Optional.of(after)), Instant.EPOCH);
        // The watch tells of the object as it was before the answer.
        requests.put(before);

        assertThat(requests.decide(around, Instant.EPOCH.plusSeconds(60))).isEmpty();
    }

    private static RawObject request(String version, ObjectNode status) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("metadata").put("uid", "r1").put("generation", 1).put("resourceVersion", version);
        body.set("status", status);
        return new RawObject(REQUEST, "certificates.mesh.gloo.solo.io/v1alpha2", body, "test");
    }
}
