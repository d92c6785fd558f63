// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.MeshConfig;
import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.MeshConfigSeen;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of the way by which roots come to proxies before istiod has a cacerts, on a server and with the agent's own rights. */
@Timeout(120)
class WayTest {
    private static final String PROXY = "bookinfo/reviews-1";

    private final AgentRig rig = new AgentRig();
    private final FakeIssuer own = FakeIssuer.named("cluster.local", rig.now.get());

    @BeforeEach
    void aMeshWithARootOfItsOwn() {
        rig.config("istio-system", "istio", Map.of("mesh", "trustDomain: cluster.local\n"));
        rig.config("istio-system", "istio-ca-root-cert", Map.of("root-cert.pem", own.roots()));
        pod("istio-system", "istiod-1", Map.of("app", "istiod"), "discovery", "ISTIO_MULTIROOT_MESH", "true");
        pod(
                "bookinfo",
                "reviews-1",
                Map.of("security.istio.io/tlsMode", "istio"),
                "istio-proxy",
                "PROXY_CONFIG_XDS_AGENT",
                "true");
        rig.handshakes.identities.put(PROXY, own.identity(rig.now.get()));
        rig.handshakes.trusted.put(PROXY, Set.of(name(own.roots())));
        rig.want();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** A pod with an app, and with a container that is told something. */
    private void pod(
            String namespace,
            String name,
            Map<String, String> labels,
            String container,
            String variable,
            String value) {
        rig.pod(
                namespace,
                name,
                labels,
                "10.0.0.1",
                new ContainerBuilder().withName("app").withImage("none").build(),
                new ContainerBuilder()
                        .withName(container)
                        .withImage("none")
                        .addNewEnv()
                        .withName(variable)
                        .withValue(value)
                        .endEnv()
                        .build());
    }

    private static X500Principal name(String root) {
        try {
            return Certificate.read(root).x509().getSubjectX500Principal();
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    private MeshConfigSeen seen() {
        rig.now.set(rig.now.get().plus(Duration.ofSeconds(5)));
        rig.work();
        return rig.certificate().getStatus().evidence().meshConfig();
    }

    @Test
    void anIstiodThatWasEvictedDoesNotCloseTheWay() {
        pod("istio-system", "istiod-0", Map.of("app", "istiod"), "discovery", "NONE", "true");
        assertThat(seen().problem()).contains("istiod runs without");

        Pod evicted = rig.admin
                .pods()
                .inNamespace("istio-system")
                .withName("istiod-0")
                .get();
        evicted.getStatus().setPhase("Failed");
        rig.admin.resource(evicted).updateStatus();

        assertThat(seen().problem()).isNull();
    }

    @Test
    void whileThereIsNoCertificateItLooksAgainByItself() {
        seen();

        assertThat(rig.work()).isPresent();
    }

    @Test
    void beforeThereIsACertificateItIsToldHowRootsComeToProxiesAndThatTheyHave() {
        assertThat(seen().configMap()).isEqualTo("istio");
        assertThat(seen().problem()).isNull();
        assertThat(seen().caCerts()).isFalse();
        assertThat(rig.certificate().getStatus().state()).isEqualTo(State.REQUESTED);
        assertThat(rig.certificate().getStatus().evidence().bundle()).isEqualTo(own.roots());

        ObjectRef istio = new ObjectRef("istio", "istio-system");
        rig.trust(new Trust(null, null, new MeshConfig(istio, rig.issuer.roots(), null), null));
        assertThat(seen().trusted())
                .as("the ConfigMap has it, the proxy has not")
                .isEmpty();

        rig.handshakes.trusted.put(PROXY, Set.of(name(own.roots()), name(rig.issuer.roots())));
        assertThat(seen().trusted()).containsExactly(rig.issuer.fingerprint());
        assertThat(rig.certificate().getStatus().state())
                .as("it waits to be signed")
                .isEqualTo(State.REQUESTED);

        rig.answer();
        assertThat(seen().caCerts()).isTrue();
    }

    @Test
    void whileIstiodIsRestartedTheWayIsWhatItWas() {
        assertThat(seen().problem()).isNull();
        rig.admin
                .pods()
                .inNamespace("istio-system")
                .withName("istiod-1")
                .withGracePeriod(0)
                .delete();
        assertThat(seen().problem()).isNull();
        assertThat(seen().configMap()).isEqualTo("istio");
    }

    @Test
    void anIstiodThatDoesNotHandRootsOnIsTold() {
        pod("istio-system", "istiod-2", Map.of("app", "istiod"), "discovery", "ISTIO_MULTIROOT_MESH", "false");
        assertThat(seen().problem()).isEqualTo("istiod runs without ISTIO_MULTIROOT_MESH=true");
    }

    @Test
    void aProxyThatDoesNotTakeThemIsTold() {
        pod("bookinfo", "cart", Map.of("security.istio.io/tlsMode", "istio"), "istio-proxy", "OTHER", "true");
        assertThat(seen().problem()).contains("the proxy of bookinfo/cart runs without PROXY_CONFIG_XDS_AGENT=true");
    }

    @Test
    void aMeshConfigurationThatCannotBeWrittenIsTold() {
        rig.config("istio-system", "istio", Map.of("mesh", "caCertificates: []\n"));
        assertThat(seen().problem()).contains("ConfigMap istio-system/istio").contains("flow style");
        rig.config("istio-system", "istio", Map.of());
        assertThat(seen().problem()).contains("entry mesh is not there");
    }

    @Test
    void anotherRevisionReadsAnotherMeshConfiguration() {
        rig.admin
                .pods()
                .inNamespace("istio-system")
                .withName("istiod-1")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .addToLabels("istio.io/rev", "canary")
                        .endMetadata()
                        .build());
        assertThat(seen().configMap()).isEqualTo("istio-canary");
        assertThat(seen().problem()).contains("istio-system/istio-canary").contains("--mesh-config");

        pod("istio-system", "istiod-2", Map.of("app", "istiod"), "discovery", "ISTIO_MULTIROOT_MESH", "true");
        assertThat(seen().problem()).contains("istio, istio-canary");
    }
}
