// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.certagent.agent.AgentRights;
import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Server;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.pki.KeySpec;
import dev.weft.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cert-agent of a cluster, in this process: one at a time, with an account of its own that has its rights and no others. */
final class LiveAgent implements AutoCloseable {

    /** Under whom it calls. */
    static final String USER = "system:serviceaccount:" + AgentPlace.NAMESPACE + ":cert-agent";

    private static final String TOKEN = "token-of-cert-agent";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

    private final Sandbox cluster;
    private final AgentRules rules = AgentRules.of(AgentPlace.NAMESPACE, Set.of("istio-system"));
    private final Path kubeconfig;
    private @Nullable CertAgent running;

    /** @param folder for its kubeconfig */
    LiveAgent(Sandbox cluster, Path folder) throws IOException {
        this.cluster = cluster;
        AgentPlace.prepare(cluster);
        cluster.acceptToken(TOKEN, USER, List.of("system:authenticated"));
        kubeconfig = Files.writeString(folder.resolve(cluster.name()), cluster.kubeconfig(TOKEN));
        AgentRights rights = AgentRights.of(rules);
        grant("Cluster", RBAC, rights.everywhere());
        rights.byNamespace().forEach((namespace, own) -> grant("", RBAC + "namespaces/" + namespace + "/", own));
    }

    /** @param scope {@code Cluster} or nothing, before the word Role */
    private void grant(String scope, String place, List<PolicyRule> rights) {
        LivePlane.applyYaml(cluster, place + scope.toLowerCase(Locale.ROOT) + "roles", """
                {apiVersion: rbac.authorization.k8s.io/v1, kind: %sRole, metadata: {name: cert-agent}, rules: %s}""".formatted(
                        scope, Serialization.asJson(rights)));
        LivePlane.applyYaml(cluster, place + scope.toLowerCase(Locale.ROOT) + "rolebindings", """
                {apiVersion: rbac.authorization.k8s.io/v1, kind: %sRoleBinding, metadata: {name: cert-agent},
                 roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %sRole, name: cert-agent},
                 subjects: [{kind: ServiceAccount, name: cert-agent, namespace: %s}]}""".formatted(
                        scope, scope, AgentPlace.NAMESPACE));
    }

    /** A new one, which knows nothing of those before. */
    void start() throws IOException {
        close();
        running = CertAgent.start(new CertAgent.Settings(
                Server.of(kubeconfig),
                rules,
                KeySpec.DEFAULT,
                InstantSource.system(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
