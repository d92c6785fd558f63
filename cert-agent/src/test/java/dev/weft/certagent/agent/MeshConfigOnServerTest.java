// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.MeshConfig;
import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.ObjectRef;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries in somebody else's mesh configuration, on a server and with the agent's own rights. */
@Timeout(120)
class MeshConfigOnServerTest {
    private static final ObjectRef ISTIO = new ObjectRef("istio", "istio-system");
    private static final String TEXT = "# mine\ntrustDomain: cluster.local\n";

    private final AgentRig rig = new AgentRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    private void config(String name, Map<String, String> data) {
        rig.admin
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("istio-system")
                        .withName(name)
                        .addToLabels("release", "istio")
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(existing -> existing.update());
    }

    private ConfigMap config() {
        return rig.admin
                .configMaps()
                .inNamespace("istio-system")
                .withName("istio")
                .get();
    }

    private String mesh() {
        return config().getData().get("mesh");
    }

    private void trust(@Nullable ObjectRef configMap) {
        rig.trust(new Trust(
                rig.issuer.roots(),
                rig.issuer.fingerprint(),
                configMap == null ? null : new MeshConfig(configMap, rig.issuer.roots(), null),
                null));
    }

    private Condition ready() {
        return rig.certificate().getStatus().conditions().stream()
                .filter(condition -> "Ready".equals(condition.type()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> writesOfConfig() {
        return rig.writes().stream()
                .filter(write -> write.contains("configmaps"))
                .toList();
    }

    @Test
    void theEntryIsThereBeforeAnythingElsePutBackWhenGoneAndTakenAwayWhenWantedNoMore() {
        config("istio", Map.of("mesh", TEXT, "meshNetworks", "networks: {}"));
        rig.want();
        trust(ISTIO);
        rig.work();
        List<String> writes = rig.writes();
        assertThat(writes.getFirst()).isEqualTo("update istio-system/configmaps/istio 200");
        assertThat(mesh())
                .startsWith("# mine\n")
                .endsWith("trustDomain: cluster.local\n")
                .contains("caCertificates:")
                .contains("# weft: begin");
        assertThat(config().getData()).containsEntry("meshNetworks", "networks: {}");
        assertThat(config().getMetadata().getLabels()).containsOnlyKeys("release");

        rig.work();
        assertThat(writesOfConfig()).isEmpty();

        config("istio", Map.of("mesh", TEXT));
        rig.work();
        assertThat(mesh()).contains("# weft: begin");
        rig.writes();

        rig.answer();
        trust(null);
        rig.work();
        assertThat(writesOfConfig()).containsExactly("update istio-system/configmaps/istio 200");
        assertThat(mesh()).isEqualTo(TEXT);
        assertThat(rig.certificate().getStatus().state()).isEqualTo(State.FINISHED);
    }

    @Test
    void itGoesAlsoWhenNothingIsSaidOfTrustAnyMore() {
        config("istio", Map.of("mesh", TEXT));
        rig.want();
        trust(ISTIO);
        rig.work();
        rig.trust(null);
        rig.work();
        assertThat(mesh()).isEqualTo(TEXT);
    }

    @Test
    void whatIsInTheWayIsToldAndHoldsUpNothingElse() {
        rig.want();
        trust(ISTIO);
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.certificate().getStatus().state()).isEqualTo(State.FINISHED);
        assertThat(ready().reason()).isEqualTo("MeshConfigUnsuitable");
        assertThat(ready().message()).contains("istio-system/istio").contains("is not there");

        config("istio", Map.of("meshNetworks", ""));
        rig.work();
        assertThat(ready().message()).contains("has no entry mesh");
        config("istio", Map.of("mesh", "a: ["));
        rig.work();
        assertThat(ready().message()).contains("no YAML");
        assertThat(mesh()).isEqualTo("a: [");
        config("istio", Map.of("mesh", "caCertificates: []\n"));
        rig.work();
        assertThat(rig.certificate().getStatus().error()).contains("flow style");

        config("istio", Map.of("mesh", TEXT));
        rig.work();
        assertThat(ready().status()).isEqualTo("True");
        assertThat(rig.certificate().getStatus().error()).isNull();
    }

    @Test
    void onlyTheConfiguredOnesOfTheNamespaceOfIstioAreTouched() {
        config("istio", Map.of("mesh", TEXT));
        config("istio-other", Map.of("mesh", TEXT));
        rig.want();
        for (ObjectRef other :
                List.of(new ObjectRef("istio-other", "istio-system"), new ObjectRef("istio", "bookinfo"))) {
            trust(other);
            rig.work();
            assertThat(ready().message()).contains("--mesh-config");
        }
        assertThat(writesOfConfig()).isEmpty();
        assertThat(mesh()).isEqualTo(TEXT);
        assertThat(rig.sandbox.transcript().entries())
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.code() == 403);
    }

    @Test
    void rootsThatCannotBeMeantAreToldAndNothingIsWritten() {
        config("istio", Map.of("mesh", TEXT));
        rig.want();
        rig.trust(new Trust(rig.issuer.roots(), "", new MeshConfig(ISTIO, "nonsense", null), null));
        rig.work();
        assertThat(ready().reason()).isEqualTo("UnsuitableSpec");
        assertThat(ready().message()).contains("spec.trust.meshConfig.roots");
        assertThat(mesh()).isEqualTo(TEXT);
    }
}
