// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.api.certificates.IssuedCertificateStatus.Served;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.sandbox.hooks.Faults;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of what istiod and proxies really use, on a server and with the agent's own rights. */
@Timeout(120)
class EvidenceTest {
    private static final String ISTIOD = "10.0.0.1:15012";
    private final AgentRig rig = new AgentRig();
    private final FakeIssuer fresh = FakeIssuer.at(rig.now.get());
    private final String union = rig.issuer.roots() + fresh.roots();

    @AfterEach
    void stop() {
        rig.close();
    }

    private Evidence evidence() {
        return rig.certificate().getStatus().evidence();
    }

    private void later(Duration time) {
        rig.now.set(rig.now.get().plus(time));
    }

    private void finished() {
        rig.want();
        rig.work();
        rig.answer();
        rig.work();
    }

    /** istiod hands out a bundle. */
    private void spread(String namespace, String text) {
        rig.config(namespace, "istio-ca-root-cert", Map.of("root-cert.pem", text));
    }

    private static Container container(String name, Integer... ports) {
        ContainerBuilder container = new ContainerBuilder().withName(name).withImage("none");
        for (int port : ports) {
            container.addNewPort().withContainerPort(port).endPort();
        }
        return container.build();
    }

    private static Container named(String name, String portName, int port) {
        return new ContainerBuilder()
                .withName(name)
                .withImage("none")
                .addNewPort()
                .withName(portName)
                .withContainerPort(port)
                .endPort()
                .build();
    }

    private void istiod() {
        rig.pod("istio-system", "istiod-1", Map.of("app", "istiod"), "10.0.0.1", container("discovery", 8080));
        rig.handshakes.identities.put(ISTIOD, rig.issuer.identity(rig.now.get()));
    }

    private void workload(String name, Container... containers) {
        rig.pod("bookinfo", name, Map.of("security.istio.io/tlsMode", "istio"), "10.0.1.1", containers);
    }

    private static Container proxy() {
        return container("istio-proxy", 15090);
    }

    @Test
    void followsARotationFromItsFirstBundleToItsLastCertificate() {
        finished();
        spread("istio-system", rig.issuer.roots());
        spread("bookinfo", rig.issuer.roots());
        istiod();
        workload("reviews-1", container("app", 9080), proxy());
        rig.handshakes.identities.put("bookinfo/reviews-1", rig.issuer.identity(rig.now.get()));

        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, null));
        rig.work();
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.SPREADING);
        assertThat(evidence().bundle()).isEqualTo(rig.issuer.roots());
        assertThat(evidence().generation())
                .isEqualTo(rig.certificate().getMetadata().getGeneration());

        spread("istio-system", union);
        later(Duration.ofSeconds(3));
        rig.work();
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.SPREADING);
        assertThat(evidence().namespaces()).hasSize(2);

        spread("bookinfo", union);
        later(Duration.ofSeconds(3));
        rig.work();
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.SERVED);

        rig.trust(new Trust(union + fresh.roots(), fresh.fingerprint(), null, null));
        rig.work();
        rig.answer(fresh);
        rig.work();
        spread("istio-system", union + fresh.roots());
        spread("bookinfo", union + fresh.roots());
        rig.handshakes.identities.put(ISTIOD, fresh.identity(rig.now.get()));
        rig.work();
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.TRUSTED);
        assertThat(evidence().istiod().root()).isEqualTo(fresh.fingerprint());
        assertThat(evidence().workloads())
                .singleElement()
                .satisfies(served -> assertThat(served.root()).isEqualTo(rig.issuer.fingerprint()));

        rig.handshakes.identities.put("bookinfo/reviews-1", fresh.identity(rig.now.get()));
        rig.work();
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.SERVED);
        assertThat(rig.certificate().getStatus().state()).isEqualTo(State.FINISHED);
        assertThat(rig.sandbox.transcript().entries())
                .as("its rights are enough")
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.code() == 403);
    }

    @Test
    void looksOftenWhileSomethingIsAwaitedAndSeldomWhenAllIsServed() {
        finished();
        istiod();
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        assertThat(rig.work()).contains(rig.now.get().plus(AgentRig.RULES.whileAwaited()));
        spread("istio-system", rig.issuer.roots());
        assertThat(rig.work()).contains(rig.now.get().plus(AgentRig.RULES.whenServed()));
        rig.trust(null);
        assertThat(rig.work())
                .as("nobody awaits anything")
                .hasValueSatisfying(
                        again -> assertThat(again).isAfter(rig.now.get().plus(Duration.ofDays(1))));
    }

    @Test
    void oneAgentDoesNotLookAgainWithinASecondButAfterIt() {
        finished();
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        Worker worker = rig.worker();
        worker.work(AgentRig.SELF);
        spread("istio-system", rig.issuer.roots());
        Optional<Instant> again = worker.work(AgentRig.SELF);
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.SPREADING);
        assertThat(again).contains(rig.now.get().plusSeconds(1));
        rig.now.set(again.orElseThrow());
        worker.work(AgentRig.SELF);
        assertThat(evidence().phase()).isEqualTo(EvidencePhase.TRUSTED);
    }

    @Test
    void tellsAChangeOnceAndTheTimeAloneAtMostOnceAMinuteWhileSomethingIsAwaited() {
        finished();
        istiod();
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        rig.work();
        rig.writes();
        for (int i = 0; i < 19; i++) {
            later(Duration.ofSeconds(3));
            rig.work();
        }
        assertThat(rig.writes()).isEmpty();
        later(Duration.ofSeconds(3));
        rig.work();
        assertThat(rig.writes()).hasSize(1);
        assertThat(evidence().observedAt()).isEqualTo(rig.now.get().toString());

        spread("istio-system", rig.issuer.roots());
        rig.work();
        assertThat(rig.writes()).hasSize(1);
        later(Duration.ofHours(5));
        rig.work();
        assertThat(rig.writes()).as("served is told once").isEmpty();
    }

    @Test
    void asksTheSameProxiesWhileSomethingIsAwaited() {
        finished();
        spread("istio-system", rig.issuer.roots());
        for (int i = 0; i < 12; i++) {
            workload("reviews-" + i, container("app", 9080), proxy());
        }
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        rig.work();
        List<String> first = evidence().workloads().stream().map(Served::name).toList();
        assertThat(first).hasSize(5);
        rig.sandbox.transcript().clear();
        later(Duration.ofSeconds(3));
        rig.work();
        assertThat(evidence().workloads().stream().map(Served::name).toList()).isEqualTo(first);
        assertThat(rig.sandbox.transcript().entries())
                .as("not all pods of the cluster each time")
                .noneMatch(entry -> entry.verb().equals("list") && entry.path().contains("tlsMode"));

        rig.admin
                .pods()
                .inNamespace("bookinfo")
                .withName(first.getFirst().substring("bookinfo/".length()))
                .delete();
        rig.work();
        assertThat(evidence().workloads().stream().map(Served::name).toList())
                .hasSize(5)
                .doesNotContain(first.getFirst());
    }

    @Test
    void asksWhereThePodsSayThatTheyListen() {
        finished();
        rig.pod("istio-system", "istiod-1", Map.of("app", "istiod"), "10.0.0.1", named("discovery", "tls-xds", 30012));
        workload("reviews-1", container("app", 9080, 9081), proxy());
        workload("silent-1", container("app"), proxy());
        workload("gateway-1", container("istio-proxy", 15443));
        workload("bare-1", container("app", 9080));
        rig.work();
        assertThat(rig.handshakes.calls)
                .containsExactlyInAnyOrder(
                        new Handshakes.Call("10.0.0.1:30012", "10.0.0.1", List.of(30012), "h2"),
                        new Handshakes.Call("bookinfo/reviews-1", "10.0.1.1", List.of(9080, 9081), "istio"),
                        new Handshakes.Call("bookinfo/silent-1", "10.0.1.1", List.of(80), "istio"));
    }

    @Test
    void whatCannotBeLookedAtHoldsUpNothing() {
        rig.sandbox
                .faults()
                .add(new Faults.Target("list", "configmaps", "", ""), new Faults.Refuse(500, "", "no"), 0, 100);
        finished();
        assertThat(rig.certificate().getStatus().state()).isEqualTo(State.FINISHED);
        assertThat(evidence().meshConfig()).as("it says that it cannot").isNull();
        rig.sandbox.faults().clear();
        later(Duration.ofSeconds(5));
        rig.work();
        assertThat(evidence().meshConfig()).isNotNull();
    }
}
