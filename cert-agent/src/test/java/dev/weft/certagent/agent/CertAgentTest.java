// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.ObjectRef;
import dev.weft.sandbox.hooks.Faults;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole agent, woken by events. */
@Timeout(120)
class CertAgentTest {
    private final AgentRig rig = new AgentRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    private boolean isIn(State state) {
        IssuedCertificateStatus status = rig.certificate().getStatus();
        return status != null && status.state() == state;
    }

    private static String get(CertAgent agent, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static boolean isReady(CertAgent agent) throws Exception {
        String page = get(agent, "/readyz");
        return page.equals("ok\n");
    }

    @Test
    void goesFromIssuedCertificateToCaCertsOverARestartOfTheAgentAndRepairsWhatIsDeleted() throws Exception {
        try (CertAgent agent = rig.agent()) {
            AgentRig.await("readiness", () -> isReady(agent));
            rig.want();
            AgentRig.await("a request", () -> isIn(State.REQUESTED));
        }
        rig.answer();
        try (CertAgent agent = rig.agent()) {
            AgentRig.await("cacerts", () -> isIn(State.FINISHED));
            assertThat(get(agent, "/metrics"))
                    .contains("weft_certificate_expiry_seconds 3.1536E7")
                    .contains("weft_issued_certificates{reason=\"Finished\"} 1.0")
                    .contains("weft_certificate_failures_total{reason=\"RefusedByIssuer\"} 0.0");
            assertThat(get(agent, "/metrics").lines().filter(line -> line.startsWith("# TYPE weft_")))
                    .as("the catalogue")
                    .hasSameSizeAs(AgentMetric.ALL)
                    .allMatch(line -> AgentMetric.ALL.stream()
                            .anyMatch(metric -> line.equals("# TYPE " + metric.name() + " "
                                    + metric.type().name().toLowerCase(Locale.ROOT))));

            rig.admin.resource(rig.caCerts()).delete();
            AgentRig.await("a request again", () -> isIn(State.REQUESTED));
            rig.answer();
            AgentRig.await("cacerts again", () -> isIn(State.FINISHED));
        }
        assertThat(rig.sandbox.transcript().entries())
                .as("its rights are enough")
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.code() == 403);
    }

    @Test
    void C23_oneThatIsInTheWayHoldsUpNoOther() throws Exception {
        try (CertAgent agent = rig.agent()) {
            rig.want("unsuitable", new ObjectRef("cacerts", "bookinfo"), null);
            rig.want();
            AgentRig.await("a request", () -> isIn(State.REQUESTED));
            rig.answer();
            AgentRig.await("cacerts", () -> isIn(State.FINISHED));
            assertThat(rig.certificate("unsuitable").getStatus().state()).isEqualTo(State.FAILED);
            assertThat(agent.port()).isPositive();
        }
    }

    @Test
    void C30_whatFailsIsTriedAgainWithPauses() throws Exception {
        try (CertAgent agent = rig.agent()) {
            rig.sandbox
                    .faults()
                    .add(new Faults.Target("create", "secrets", "", ""), new Faults.Refuse(500, "", "no"), 0, 2);
            rig.want();
            AgentRig.await("a request after two refusals", () -> isIn(State.REQUESTED));
            rig.refuse("the signer is gone");
            AgentRig.await("it is told", () -> isIn(State.FAILED));
            assertThat(get(agent, "/metrics"))
                    .contains("weft_certificate_failures_total{reason=\"RefusedByIssuer\"} 1.0");
            String key =
                    rig.secret("gloo-mesh", AgentRig.SELF.name()).getMetadata().getUid();
            rig.answer();
            AgentRig.await("cacerts", () -> isIn(State.FINISHED));
            assertThat(key).isNotEmpty();
            assertThat(agent.port()).isPositive();
        }
        assertThat(rig.sandbox.transcript().entries())
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT)
                        && entry.verb().equals("create")
                        && entry.path().contains("gloo-mesh/secrets"))
                .as("two refusals and one key")
                .hasSize(3);
    }

    @Test
    void readsSecretsOnlyByItsLabelAndWatchesNothingElseOfTheCluster() {
        try (CertAgent agent = rig.agent()) {
            assertThat(agent.port()).isPositive();
            assertThat(rig.sandbox.transcript().entries())
                    .filteredOn(entry -> entry.user().equals(AgentRig.AGENT)
                            && Set.of("list", "watch").contains(entry.verb()))
                    .isNotEmpty()
                    .allSatisfy(entry -> {
                        if (entry.path().contains("/gloo-mesh/secrets")) {
                            assertThat(entry.path()).contains("labelSelector=agent.certificates.mesh.gloo.solo.io");
                        } else if (entry.path().contains("/secrets")) {
                            assertThat(entry.path())
                                    .contains("/istio-system/")
                                    .contains("fieldSelector=metadata.name%3Dcacerts");
                        } else if (entry.path().contains("/configmaps")) {
                            assertThat(entry.path()).contains("fieldSelector=metadata.name");
                        } else {
                            assertThat(entry.path()).contains("certificates.mesh.gloo.solo.io");
                        }
                    });
        }
    }
}
