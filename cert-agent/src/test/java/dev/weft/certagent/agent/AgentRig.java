// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.CrdFiles;
import dev.weft.api.certificates.CertificateRequestStatus;
import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Standing;
import dev.weft.pki.KeySpec;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A cluster in memory with an agent that has its rights and no others, an issuer, and a clock that only the test moves. */
final class AgentRig implements AutoCloseable {
    static final String AGENT = "agent";
    static final String TOKEN = "agent-token";
    static final AgentRules RULES = AgentRules.of("gloo-mesh", Set.of("istio-system"));
    static final Ref SELF = new Ref("gloo-mesh", "istiod-istio-system-east");
    private static final Duration LONGEST = Duration.ofSeconds(30);

    final Sandbox sandbox = start();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    /** The administrator. */
    final KubernetesClient admin = CertAgent.client(Server.of(sandbox.kubeconfig()));

    final FakeIssuer issuer = FakeIssuer.at(now.get());
    /** Who answers handshakes, and how. */
    final FakeHandshakes handshakes = new FakeHandshakes();

    private final KubernetesClient own;

    AgentRig() {
        for (String yaml : CrdFiles.ofAgent().values()) {
            sandbox.call(
                    "POST",
                    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                    "application/yaml",
                    yaml.getBytes(StandardCharsets.UTF_8));
        }
        for (String name : List.of("gloo-mesh", "istio-system", "bookinfo")) {
            admin.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        sandbox.acceptToken(TOKEN, AGENT, List.of());
        grant();
        sandbox.transcript().keepBodies();
        own = CertAgent.client(server());
    }

    private static Sandbox start() {
        try {
            return Sandbox.start(SandboxOptions.named("east"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void grant() {
        AgentRights rights = AgentRights.of(RULES);
        admin.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(AGENT)
                        .endMetadata()
                        .withRules(rights.everywhere())
                        .build())
                .create();
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(AGENT)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", AGENT)
                        .addNewSubject("rbac.authorization.k8s.io", "User", AGENT, null)
                        .build())
                .create();
        rights.byNamespace().forEach((namespace, rules) -> {
            admin.resource(new RoleBuilder()
                            .withNewMetadata()
                            .withName(AGENT)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withRules(rules)
                            .build())
                    .create();
            admin.resource(new RoleBindingBuilder()
                            .withNewMetadata()
                            .withName(AGENT)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "Role", AGENT)
                            .addNewSubject("rbac.authorization.k8s.io", "User", AGENT, null)
                            .build())
                    .create();
        });
    }

    Config server() {
        return Server.of(sandbox.kubeconfig(TOKEN));
    }

    /** An agent that does what it is told to, step by step; a new one knows nothing of those before. */
    Worker worker() {
        Material material = new Material(RULES, KeySpec.DEFAULT, new SecureRandom());
        Lookout lookout = new Lookout(new Witness(own, handshakes, RULES), RULES);
        return new Worker(own, material, lookout, now::get, new Worker.Observer() {
            @Override
            public void stands(Ref certificate, Standing standing) {}

            @Override
            public void gone(Ref certificate) {}
        });
    }

    /** Likewise, as far as it goes, on a PodBounceDirective of its namespace that somebody has asked with. */
    Optional<Instant> restartOnRequest(String directive) {
        return new RestartOnRequest(own, RULES, now::get).work(new Ref(SELF.namespace(), directive));
    }

    /** One step of such an agent on its only certificate. */
    Optional<Instant> work() {
        return worker().work(SELF);
    }

    /** How far that certificate is. */
    IssuedCertificateStatus.State state() {
        return certificate().getStatus().state();
    }

    /** The whole agent. */
    CertAgent agent() {
        try {
            return CertAgent.start(new CertAgent.Settings(
                    server(), RULES, KeySpec.DEFAULT, now::get, handshakes, new InetSocketAddress("127.0.0.1", 0)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void want() {
        want(SELF.name(), new ObjectRef("cacerts", "istio-system"), null);
    }

    void want(String name, ObjectRef secret, @Nullable ObjectRef directive) {
        IssuedCertificate wanted = new IssuedCertificate();
        wanted.setMetadata(new ObjectMetaBuilder()
                .withNamespace(SELF.namespace())
                .withName(name)
                .build());
        wanted.setSpec(new IssuedCertificateSpec(
                List.of("spiffe://cluster.local/ns/istio-system/sa/istiod"),
                "Istio",
                new ObjectRef("root", "gloo-mesh"),
                secret,
                directive,
                null));
        admin.resource(wanted).create();
    }

    /** The management side says what is to be trusted. */
    void trust(IssuedCertificateSpec.@Nullable Trust trust) {
        IssuedCertificate wanted = certificate();
        IssuedCertificateSpec spec = wanted.getSpec();
        wanted.setSpec(new IssuedCertificateSpec(
                spec.hosts(),
                spec.org(),
                spec.signingCertificateSecret(),
                spec.issuedCertificateSecret(),
                spec.podBounceDirective(),
                trust));
        admin.resource(wanted).update();
    }

    IssuedCertificate certificate() {
        return certificate(SELF.name());
    }

    IssuedCertificate certificate(String name) {
        return admin.resources(IssuedCertificate.class)
                .inNamespace(SELF.namespace())
                .withName(name)
                .get();
    }

    @Nullable
    CertificateRequest request() {
        return admin.resources(CertificateRequest.class)
                .inNamespace(SELF.namespace())
                .withName(SELF.name())
                .get();
    }

    @Nullable
    Secret secret(String namespace, String name) {
        return admin.secrets().inNamespace(namespace).withName(name).get();
    }

    @Nullable
    Secret caCerts() {
        return secret("istio-system", "cacerts");
    }

    /** Answers as the management side does. */
    void answer() {
        answer(issuer);
    }

    void answer(FakeIssuer issuer) {
        CertificateRequest request = request();
        String pem = new String(
                Base64.getDecoder().decode(request.getSpec().certificateSigningRequest()), StandardCharsets.UTF_8);
        answer(issuer.sign(pem, now.get()), issuer.roots());
    }

    void answer(String certificates, String roots) {
        CertificateRequest request = request();
        request.setStatus(new CertificateRequestStatus(
                request.getMetadata().getGeneration(),
                null,
                CertificateRequestStatus.State.FINISHED,
                base64(certificates),
                base64(roots),
                null));
        admin.resource(request).updateStatus();
    }

    void refuse(String error) {
        CertificateRequest request = request();
        request.setStatus(new CertificateRequestStatus(
                request.getMetadata().getGeneration(), error, CertificateRequestStatus.State.FAILED, null, null, null));
        admin.resource(request).updateStatus();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A ConfigMap holds this, whether it was there or not. */
    void config(String namespace, String name, Map<String, String> data) {
        admin.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(existing -> existing.update());
    }

    /** A pod that is ready. */
    void pod(String namespace, String name, Map<String, String> labels, String address, Container... containers) {
        Pod pod = admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withContainers(containers)
                        .endSpec()
                        .build())
                .create();
        admin.resource(new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPodIP(address)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    /** A condition on the cluster. */
    interface Check {
        boolean holds() throws Exception;
    }

    static void await(String what, Check check) throws Exception {
        Instant end = Instant.now().plus(LONGEST);
        while (!check.holds()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("does not come: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Writes of the agent since the last call, as verb and path. */
    List<String> writes() {
        List<String> writes = sandbox.transcript().entries().stream()
                .filter(entry -> entry.user().equals(AGENT))
                .filter(entry -> !Set.of("get", "list", "watch").contains(entry.verb()))
                .map(entry -> entry.verb() + " " + entry.path().replaceFirst(".*/v1[^/]*/namespaces/", "") + " "
                        + entry.code())
                .toList();
        sandbox.transcript().clear();
        return writes;
    }

    @Override
    public void close() {
        own.close();
        admin.close();
        sandbox.close();
    }
}
