// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector.RootCertSync;
import dev.weft.api.certificates.PodBounceDirectiveStatus.BouncedPods;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.issue.Marks;
import dev.weft.sandbox.hooks.Faults;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PodBounceDirectives by which somebody asks for a restart, with the agent's own rights. */
@Timeout(60)
class RestartOnRequestTest {

    private static final String NAME = "asked";
    private static final PodSelector REVIEWS = new PodSelector("bookinfo", Map.of("app", "reviews"), null, null);

    private final AgentRig rig = new AgentRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    /** A pod of a ReplicaSet alone, which is deleted when it is restarted. */
    private void pod(String namespace, String name, String container) {
        ReplicaSet set = rig.admin
                .resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", name)
                        .endMetadata()
                        .withNewSpec()
                        .withContainers(new ContainerBuilder()
                                .withName(container)
                                .withImage("none")
                                .build())
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        rig.admin
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name + "-a")
                        .addToLabels("app", name)
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion("apps/v1")
                                .withKind("ReplicaSet")
                                .withName(name)
                                .withUid(set.getMetadata().getUid())
                                .withController(true)
                                .build())
                        .endMetadata()
                        .withNewSpec()
                        .withContainers(new ContainerBuilder()
                                .withName(container)
                                .withImage("none")
                                .build())
                        .endSpec()
                        .build())
                .create();
    }

    private boolean isThere(String namespace, String pod) {
        Pod found = rig.admin.pods().inNamespace(namespace).withName(pod).get();
        return found != null && found.getMetadata().getDeletionTimestamp() == null;
    }

    private void ask(Map<String, String> annotations, Map<String, String> labels, PodSelector... selectors) {
        PodBounceDirective directive = new PodBounceDirective();
        directive.setMetadata(new ObjectMetaBuilder()
                .withNamespace("gloo-mesh")
                .withName(NAME)
                .withAnnotations(annotations)
                .withLabels(labels)
                .build());
        directive.setSpec(new PodBounceDirectiveSpec(List.of(selectors)));
        rig.admin.resource(directive).create();
    }

    private void ask(PodSelector... selectors) {
        ask(Map.of(Marks.RESTART, "somebody"), Map.of(), selectors);
    }

    private PodBounceDirective directive() {
        return rig.admin
                .resources(PodBounceDirective.class)
                .inNamespace("gloo-mesh")
                .withName(NAME)
                .get();
    }

    private String condition() {
        Condition condition = directive().getStatus().conditions().getFirst();
        return condition.type() + "=" + condition.status() + " " + condition.reason() + ": " + condition.message();
    }

    @Test
    void whatIsAskedForIsRestartedOnceAndItSaysSo() {
        pod("bookinfo", "reviews", "istio-proxy");
        ask(REVIEWS);

        assertThat(rig.restartOnRequest(NAME)).isEmpty();

        assertThat(isThere("bookinfo", "reviews-a")).isFalse();
        assertThat(condition()).startsWith("Restarted=True Done");
        pod("bookinfo", "reviews-2", "istio-proxy");
        rig.writes();
        rig.restartOnRequest(NAME);
        assertThat(rig.writes()).isEmpty();
    }

    @Test
    void oneThatNobodyHasAskedWithAndOneOfThePlaneAreLeftToTheirCertificates() {
        pod("bookinfo", "reviews", "istio-proxy");
        ask(Map.of(), Map.of(), REVIEWS);
        rig.restartOnRequest(NAME);
        rig.admin.resource(directive()).delete();
        ask(Map.of(Marks.RESTART, "somebody"), Map.of("owner.networking.mesh.gloo.solo.io", "gloo-mesh"), REVIEWS);
        rig.restartOnRequest(NAME);

        assertThat(isThere("bookinfo", "reviews-a")).isTrue();
        assertThat(directive().getStatus()).isNull();
    }

    @Test
    void emptySelectorsNamespacesOfKubernetesAndPodsWithoutProxyAreLeftAlone() {
        pod("kube-system", "dns", "istio-proxy");
        pod("bookinfo", "reviews", "app");
        ask(
                new PodSelector("kube-system", Map.of("app", "dns"), null, null),
                new PodSelector("bookinfo", Map.of(), null, null),
                REVIEWS);

        rig.restartOnRequest(NAME);

        assertThat(isThere("kube-system", "dns-a")).isTrue();
        assertThat(isThere("bookinfo", "reviews-a")).isTrue();
        assertThat(directive().getStatus().podsBounced())
                .extracting(BouncedPods::message)
                .satisfiesExactly(
                        one -> assertThat(one).contains("namespace kube-system is of Kubernetes itself"),
                        one -> assertThat(one).contains("it has no labels"),
                        one -> assertThat(one).contains("reviews-a is neither istiod nor carries a proxy"));
        assertThat(condition()).startsWith("Restarted=True Done");
    }

    @Test
    void aRootThatIsNotThereIsWaitedForAndSecretsOfOthersAreNotRead() {
        ask(new PodSelector(
                "bookinfo",
                Map.of("app", "reviews"),
                null,
                new RootCertSync(
                        new ObjectRef("passwords", "bookinfo"),
                        "root-cert.pem",
                        new ObjectRef("istio-ca-root-cert", "bookinfo"),
                        "root-cert.pem")));

        assertThat(rig.restartOnRequest(NAME)).contains(rig.now.get().plus(Worker.WHILE_RESTARTING));

        assertThat(condition())
                .isEqualTo("Restarted=False Waiting: waits for entry root-cert.pem of Secret bookinfo/passwords");
        assertThat(rig.sandbox.transcript().entries())
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.path().contains("passwords"));
    }

    @Test
    void whatTheServerRefusesIsToldAndTriedAgain() {
        pod("bookinfo", "reviews", "istio-proxy");
        rig.sandbox.faults().add(Faults.Target.of("delete", "pods"), new Faults.Refuse(500, "", "no"), 0, 1);
        ask(REVIEWS);

        assertThatThrownBy(() -> rig.restartOnRequest(NAME)).isInstanceOf(HinderedException.class);
        assertThat(condition()).isEqualTo("Restarted=False WriteFailed: the API server answers 500");

        rig.restartOnRequest(NAME);
        assertThat(isThere("bookinfo", "reviews-a")).isFalse();
        assertThat(condition()).startsWith("Restarted=True Done");
    }
}
