// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.evidence.Answer;
import dev.weft.meshctl.plane.SandboxAdministrator;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.TrustBundle;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.testkit.Checkout;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** It takes what istiod takes, when istiod takes it, and shows what an agent looks at. */
class StandInIstiodTest {

    private static final String ISTIO = "/api/v1/namespaces/istio-system";
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/istio-system/deployments/istiod-1-27";
    private static final Duration LIFE = Duration.ofDays(10);
    private static final Handshakes.Call TO_ISTIOD = new Handshakes.Call("istiod", "10.20.1.6", List.of(15012), "h2");
    private static final Handshakes.Call TO_PROXY = new Handshakes.Call("proxy", "10.20.1.7", List.of(9080), "istio");

    private final SecureRandom random = new SecureRandom();
    private final Authority wanted = root("wanted");
    private Sandbox server;
    private SandboxAdministrator cluster;
    private StandInIstiod istiod;

    @BeforeEach
    void start() throws Exception {
        server = Sandbox.start(SandboxOptions.named("cluster-2")
                .withLoad(List.of(Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-2"))));
        cluster = new SandboxAdministrator(server);
        istiod = StandInIstiod.open(cluster, InstantSource.system());
        istiod.step();
    }

    @AfterEach
    void stop() throws Exception {
        istiod.close();
        server.close();
    }

    private Authority root(String organization) {
        try {
            return Authority.selfSigned(new RootTerms(organization, LIFE, KeySpec.DEFAULT), Instant.now(), random);
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is handed out, the same in all namespaces. */
    private String handedOut() {
        List<JsonNode> maps =
                Applying.list(cluster, "/api/v1/configmaps?fieldSelector=metadata.name=istio-ca-root-cert");
        assertThat(maps.stream().map(map -> map.at("/metadata/namespace").asText()))
                .containsExactlyInAnyOrderElementsOf(Applying.list(cluster, "/api/v1/namespaces").stream()
                        .map(Applying::name)
                        .toList());
        assertThat(maps.stream()
                        .map(map -> map.path("data").path("root-cert.pem"))
                        .distinct())
                .hasSize(1);
        return maps.getFirst().path("data").path("root-cert.pem").asText();
    }

    private Answer.Certificates seen(Handshakes.Call call) {
        Answer answer = istiod.network().of(List.of(call)).get(call.name());
        assertThat(answer).isInstanceOf(Answer.Certificates.class);
        return (Answer.Certificates) answer;
    }

    private static Set<X500Principal> names(Stream<Certificate> roots) {
        return roots.map(root -> root.x509().getSubjectX500Principal()).collect(Collectors.toSet());
    }

    /** Puts {@code cacerts} under a root there, with a bundle. */
    private CaCerts store(Authority root, TrustBundle bundle) throws Exception {
        SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);
        SigningRequest request = SigningRequest.by(key, "Istio", List.of(), random);
        CaCerts made = CaCerts.of(
                key,
                root.issue(request, new IntermediateTerms("Istio", List.of(), LIFE, 0), Instant.now(), random),
                bundle);
        ObjectNode secret = Applying.object("v1", "Secret", "cacerts");
        made.data().forEach((name, bytes) -> secret.withObject("/data").put(name, base64(bytes)));
        Applying.apply(cluster, ISTIO + "/secrets/cacerts", secret);
        return made;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void restart() throws Exception {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/spec/template/metadata/annotations").put("weft.dev/issuance", "1");
        Applying.merge(cluster, DEPLOYMENT, patch);
        new Rollouts(cluster).step();
    }

    @Test
    void itSignsWithARootOfItsOwnNamedAfterTheTrustDomain() throws Exception {
        TrustBundle own = TrustBundle.read(handedOut());

        assertThat(own.roots())
                .singleElement()
                .satisfies(root -> assertThat(root.facts().subject()).isEqualTo("O=cluster-2.example"));
        assertThat(seen(TO_ISTIOD).chain()).contains(own.roots().getFirst());
        assertThat(seen(TO_PROXY).chain()).contains(own.roots().getFirst());
        assertThat(seen(TO_PROXY).trusted()).isEqualTo(names(own.roots().stream()));
    }

    @Test
    void proxiesTrustWhatTheMeshConfigurationSaysAndIstiodHandsOutItsOwnOnly() throws Exception {
        String before = handedOut();
        String pem = wanted.roots().text().indent(4);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/data").put("mesh", "caCertificates:\n- pem: |\n" + pem);
        Applying.merge(cluster, ISTIO + "/configmaps/istio-1-27", patch);

        istiod.step();

        assertThat(handedOut()).isEqualTo(before);
        Set<X500Principal> both =
                names(Stream.concat(TrustBundle.read(before).roots().stream(), wanted.roots().roots().stream()));
        assertThat(seen(TO_PROXY).trusted()).isEqualTo(both);
        assertThat(seen(TO_ISTIOD).trusted()).isEqualTo(names(TrustBundle.read(before).roots().stream()));
    }

    @Test
    void cacertsAreTakenWhenItIsRestartedAndNotBefore() throws Exception {
        String before = handedOut();
        CaCerts stored = store(wanted, wanted.roots());

        istiod.step();
        assertThat(handedOut()).isEqualTo(before);

        restart();
        istiod.step();
        assertThat(handedOut()).isEqualTo(wanted.roots().text());
        assertThat(seen(TO_ISTIOD).chain().getFirst()).isEqualTo(stored.certificate());
        assertThat(seen(TO_PROXY).chain().getFirst()).isEqualTo(stored.certificate());
    }

    @Test
    void anotherBundleIsTakenWhileItRunsOnlyIfOneOfBothContainsTheOther() throws Exception {
        CaCerts first = store(wanted, wanted.roots());
        restart();
        istiod.step();
        Authority next = root("next");

        store(next, next.roots());
        istiod.step();
        assertThat(handedOut()).isEqualTo(wanted.roots().text());
        assertThat(seen(TO_ISTIOD).chain().getFirst()).isEqualTo(first.certificate());

        TrustBundle union = wanted.roots().union(next.roots());
        CaCerts second = store(next, union);
        istiod.step();
        assertThat(handedOut()).isEqualTo(union.text());
        assertThat(seen(TO_ISTIOD).chain().getFirst()).isEqualTo(second.certificate());
    }

    @Test
    void aCacertsThatCannotBeReadChangesNothing() throws Exception {
        String before = handedOut();
        ObjectNode secret = Applying.object("v1", "Secret", "cacerts");
        secret.withObject("/data").put("ca-cert.pem", base64("no certificate".getBytes(StandardCharsets.UTF_8)));
        Applying.apply(cluster, ISTIO + "/secrets/cacerts", secret);

        restart();
        istiod.step();

        assertThat(handedOut()).isEqualTo(before);
    }

    @Test
    void beforeItHasLookedItShowsNothing() throws Exception {
        try (StandInIstiod another = StandInIstiod.open(cluster, InstantSource.system())) {
            assertThat(another.network().of(List.of(TO_ISTIOD)).get("istiod")).isInstanceOf(Answer.Silent.class);
        }
    }

    @Test
    void aNamespaceThatComesLaterAndARootThatSomebodyChangesAreSeenTo() throws Exception {
        String before = handedOut();
        Applying.apply(cluster, "/api/v1/namespaces/later", Applying.object("v1", "Namespace", "later"));
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/data").put("root-cert.pem", "another");
        Applying.merge(cluster, "/api/v1/namespaces/bookinfo/configmaps/istio-ca-root-cert", patch);

        istiod.step();

        assertThat(handedOut()).isEqualTo(before);
    }
}
