// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector.RootCertSync;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.certagent.issue.Marks;
import dev.weft.sandbox.hooks.Faults;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Restarts on a server, with the agent's own rights. */
@Timeout(120)
class RestartTest {
    private AgentRig rig = new AgentRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    private static PodTemplateSpec template(String app, String container) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName(container)
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    private static OwnerReference owner(HasMetadata object) {
        return new OwnerReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withController(true)
                .build();
    }

    private Pod pod(String namespace, String name, PodTemplateSpec template, List<OwnerReference> owners) {
        Pod pod = rig.admin
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(template.getMetadata().getLabels())
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        Pod ready = new PodBuilder(pod)
                .editOrNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        return rig.admin.resource(ready).updateStatus();
    }

    private void deployment(String namespace, String name, String container) {
        PodTemplateSpec template = template(name, container);
        Deployment deployment = rig.admin
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withTemplate(template)
                        .endSpec()
                        .build())
                .create();
        ReplicaSet set = rig.admin
                .resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name + "-1")
                        .withOwnerReferences(owner(deployment))
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", name)
                        .endSelector()
                        .withTemplate(template)
                        .endSpec()
                        .build())
                .create();
        pod(namespace, name + "-1-a", template, List.of(owner(set)));
    }

    private String restartedFor(String namespace, String name) {
        return annotation(rig.admin
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getSpec()
                .getTemplate());
    }

    private static String annotation(PodTemplateSpec template) {
        return Objects.requireNonNullElse(template.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(Marks.ISSUANCE, "");
    }

    private void directive(PodSelector... selectors) {
        PodBounceDirective directive = new PodBounceDirective();
        directive.setMetadata(new ObjectMetaBuilder()
                .withNamespace("gloo-mesh")
                .withName(AgentRig.SELF.name())
                .build());
        directive.setSpec(new PodBounceDirectiveSpec(List.of(selectors)));
        rig.admin.resource(directive).create();
    }

    private static PodSelector istiod() {
        return new PodSelector("istio-system", Map.of("app", "istiod"), 1L, null);
    }

    private static PodSelector workload(String app) {
        return new PodSelector(
                "bookinfo",
                Map.of("app", app),
                null,
                new RootCertSync(
                        new ObjectRef("cacerts", "istio-system"),
                        "root-cert.pem",
                        new ObjectRef("istio-ca-root-cert", "bookinfo"),
                        "root-cert.pem"));
    }

    private void issued() {
        rig.want(
                AgentRig.SELF.name(),
                new ObjectRef("cacerts", "istio-system"),
                new ObjectRef(AgentRig.SELF.name(), "gloo-mesh"));
        rig.work();
        rig.answer();
        rig.work();
    }

    private void spread() {
        String root = new String(
                Base64.getDecoder().decode(rig.caCerts().getData().get("root-cert.pem")), StandardCharsets.UTF_8);
        rig.admin
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("bookinfo")
                        .withName("istio-ca-root-cert")
                        .endMetadata()
                        .addToData("root-cert.pem", root)
                        .build())
                .create();
    }

    @Test
    void istiodThenWhoHasTheNewRootThenFinished() {
        deployment("istio-system", "istiod", "discovery");
        deployment("bookinfo", "reviews", "istio-proxy");
        PodTemplateSpec bare = template("bare", "istio-proxy");
        pod("bookinfo", "bare", bare, List.of());
        directive(istiod(), workload("reviews"), workload("bare"));
        issued();
        assertThat(rig.state()).isEqualTo(State.ISSUED);
        String issuance = rig.certificate().getStatus().stored().issuance();
        assertThat(restartedFor("istio-system", "istiod")).isEqualTo(issuance);
        assertThat(restartedFor("bookinfo", "reviews")).isEmpty();
        assertThat(rig.certificate().getStatus().conditions())
                .anyMatch(condition -> "Ready".equals(condition.type())
                        && "Restarting".equals(condition.reason())
                        && condition.message().contains("waits for 1 ready"));

        pod("istio-system", "istiod-2-a", template("istiod", "discovery"), List.of());
        rig.work();
        assertThat(rig.state()).isEqualTo(State.ISSUED);
        assertThat(restartedFor("bookinfo", "reviews"))
                .as("C27: the ConfigMap is not there")
                .isEmpty();

        spread();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(restartedFor("bookinfo", "reviews")).isEqualTo(issuance);
        assertThat(rig.admin.pods().inNamespace("bookinfo").withName("bare").get())
                .as("nobody would make it again")
                .isNotNull();
        assertThat(rig.admin
                        .pods()
                        .inNamespace("bookinfo")
                        .withName("reviews-1-a")
                        .get())
                .as("restarting is the Deployment's work")
                .isNotNull();
        rig.writes();

        pod("bookinfo", "bare-too", bare, List.of());
        rig.work();
        assertThat(rig.writes()).as("who comes later is not restarted").isEmpty();
    }

    @Test
    void C28_aSecondIssuanceRestartsAgainAndARenewalDoesNot() {
        deployment("bookinfo", "reviews", "istio-proxy");
        directive(new PodSelector("bookinfo", Map.of("app", "reviews"), null, null));
        issued();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        String first = restartedFor("bookinfo", "reviews");

        rig.now.set(rig.work().orElseThrow());
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(restartedFor("bookinfo", "reviews")).isEqualTo(first);

        rig.admin.resource(rig.caCerts()).delete();
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(restartedFor("bookinfo", "reviews")).isNotEmpty().isNotEqualTo(first);
    }

    @Test
    void anotherBundleRestartsNothingNotEvenWhatIsSelectedSince() {
        deployment("bookinfo", "reviews", "istio-proxy");
        deployment("bookinfo", "ratings", "istio-proxy");
        PodSelector reviews = new PodSelector("bookinfo", Map.of("app", "reviews"), null, null);
        directive(reviews);
        issued();
        String first = restartedFor("bookinfo", "reviews");
        rig.admin
                .resources(PodBounceDirective.class)
                .inNamespace("gloo-mesh")
                .withName(AgentRig.SELF.name())
                .edit(directive -> {
                    directive.setSpec(new PodBounceDirectiveSpec(
                            List.of(reviews, new PodSelector("bookinfo", Map.of("app", "ratings"), null, null))));
                    return directive;
                });

        FakeIssuer fresh = FakeIssuer.at(rig.now.get());
        String union = rig.issuer.roots() + fresh.roots();
        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, null));
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(restartedFor("bookinfo", "reviews")).isEqualTo(first);
        assertThat(restartedFor("bookinfo", "ratings")).isEmpty();

        rig.trust(new Trust(union, fresh.fingerprint(), null, null));
        rig.work();
        rig.answer(fresh);
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(restartedFor("bookinfo", "reviews")).isNotEqualTo(first);
        assertThat(restartedFor("bookinfo", "ratings")).isNotEmpty();
    }

    @Test
    void statefulSetsRollAndThoseThatDoNotKeepTheirPods() {
        for (String name : List.of("rolls", "waits")) {
            PodTemplateSpec template = template(name, "istio-proxy");
            StatefulSet set = rig.admin
                    .resource(new StatefulSetBuilder()
                            .withNewMetadata()
                            .withNamespace("bookinfo")
                            .withName(name)
                            .endMetadata()
                            .withNewSpec()
                            .withServiceName(name)
                            .withNewUpdateStrategy()
                            .withType(name.equals("rolls") ? "RollingUpdate" : "OnDelete")
                            .endUpdateStrategy()
                            .withNewSelector()
                            .addToMatchLabels("app", name)
                            .endSelector()
                            .withTemplate(template)
                            .endSpec()
                            .build())
                    .create();
            pod("bookinfo", name + "-0", template, List.of(owner(set)));
        }
        directive(
                new PodSelector("bookinfo", Map.of("app", "rolls"), null, null),
                new PodSelector("bookinfo", Map.of("app", "waits"), null, null));
        issued();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(annotation(rig.admin
                        .apps()
                        .statefulSets()
                        .inNamespace("bookinfo")
                        .withName("rolls")
                        .get()
                        .getSpec()
                        .getTemplate()))
                .isNotEmpty();
        assertThat(rig.admin.pods().inNamespace("bookinfo").withName("rolls-0").get())
                .isNotNull();
        assertThat(rig.admin.pods().inNamespace("bookinfo").withName("waits-0").get())
                .as("whoever wrote OnDelete restarts it himself")
                .isNotNull();
        assertThat(rig.admin
                        .resources(PodBounceDirective.class)
                        .inNamespace("gloo-mesh")
                        .withName(AgentRig.SELF.name())
                        .get()
                        .getStatus()
                        .podsBounced()
                        .get(1)
                        .message())
                .contains("waits-0 is a StatefulSet's");
    }

    @Test
    void systemNamespacesEmptySelectorsAndPodsWithoutProxyAreNeverTouched() {
        pod("kube-system", "dns", template("dns", "istio-proxy"), List.of());
        pod("bookinfo", "database", template("database", "postgres"), List.of());
        directive(
                new PodSelector("kube-system", Map.of("app", "dns"), null, null),
                new PodSelector("bookinfo", Map.of(), null, null),
                new PodSelector("bookinfo", Map.of("app", "database"), null, null));
        issued();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.admin.pods().inAnyNamespace().list().getItems()).hasSize(2);
        assertThat(rig.writes()).noneMatch(write -> write.contains("/pods"));
    }

    @Test
    void aDirectiveThatIsMissingIsWaitedForAndNothingIsLost() {
        rig.want(
                AgentRig.SELF.name(),
                new ObjectRef("cacerts", "istio-system"),
                new ObjectRef(AgentRig.SELF.name(), "gloo-mesh"));
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.ISSUED);
        assertThat(rig.certificate().getStatus().error()).contains("PodBounceDirective");
        directive();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.certificate().getStatus().error()).isNull();
    }

    /** F1: the agent dies around any of its writes, before it arrives or after it was done. */
    @Test
    void anyWriteMayFailOrLoseItsAnswerAndAllIsDoneOnceInTheEnd() {
        for (Faults.Effect effect : List.of(new Faults.LoseAnswer(), new Faults.BreakConnection())) {
            int writes = 1;
            // A write that did not arrive is the easier one: some of them have to do.
            for (int hit = 0; hit < writes; hit += effect instanceof Faults.LoseAnswer ? 1 : 5) {
                rig.close();
                rig = new AgentRig();
                writes = goesThrough(hit, effect);
            }
            assertThat(writes).as("the way has many writes").isGreaterThan(10);
        }
    }

    private int goesThrough(int hit, Faults.Effect effect) {
        deployment("bookinfo", "reviews", "istio-proxy");
        ReplicaSet alone = rig.admin
                .resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace("bookinfo")
                        .withName("alone")
                        .endMetadata()
                        .withNewSpec()
                        .withNewSelector()
                        .addToMatchLabels("app", "alone")
                        .endSelector()
                        .withTemplate(template("alone", "istio-proxy"))
                        .endSpec()
                        .build())
                .create();
        pod("bookinfo", "alone-a", template("alone", "istio-proxy"), List.of(owner(alone)));
        directive(
                new PodSelector("bookinfo", Map.of("app", "reviews"), null, null),
                new PodSelector("bookinfo", Map.of("app", "alone"), null, null));
        AtomicInteger writes = new AtomicInteger();
        rig.sandbox.faults().decide(call -> {
            boolean write = call.user().equals(AgentRig.AGENT)
                    && !call.verb().equals("get")
                    && !call.verb().equals("list");
            return write && writes.getAndIncrement() == hit ? Optional.of(effect) : Optional.empty();
        });
        rig.want(
                AgentRig.SELF.name(),
                new ObjectRef("cacerts", "istio-system"),
                new ObjectRef(AgentRig.SELF.name(), "gloo-mesh"));
        stubbornly();
        String key = rig.secret("gloo-mesh", AgentRig.SELF.name()).getData().get("private-key");
        rig.answer();
        stubbornly();
        assertThat(rig.certificate().getStatus().state()).as("hit %s", hit).isEqualTo(State.FINISHED);
        assertThat(rig.certificate().getStatus().error()).isNull();
        assertThat(rig.caCerts().getData()).containsEntry("ca-key.pem", key);
        assertThat(rig.admin
                        .apps()
                        .deployments()
                        .inNamespace("bookinfo")
                        .withName("reviews")
                        .get()
                        .getMetadata()
                        .getGeneration())
                .as("rolled once")
                .isEqualTo(2);
        assertThat(rig.admin.pods().inNamespace("bookinfo").withName("alone-a").get())
                .isNull();
        return writes.get();
    }

    private void stubbornly() {
        for (int i = 0; i < 3; i++) {
            try {
                rig.work();
            } catch (HinderedException e) {
                assertThat(e).hasNoCause();
            }
        }
    }
}
