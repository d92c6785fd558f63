// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.discovery.OwnAnnotations;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.detect.Installations;
import dev.weft.discovery.input.MeshConfigFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Mesh of an Istio control plane. */
public final class IstioMeshes {

    /** Istio's own default (E-24). */
    private static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

    private static final String CONFIG_MAP = "istio";

    private IstioMeshes() {}

    public static DetectedMesh of(IstioMeshInput input) {
        List<Finding> findings = new ArrayList<>();
        Config config = config(input, findings);
        Gateways gateways = Gateways.of(input, config.rootNamespace());
        findings.addAll(gateways.findings());
        if (gateways.gateways().isEmpty()) {
            findings.add(
                    onDeployment(
                            input,
                            DiscoveryFinding.GATEWAY_MISSING,
                            "the Istio mesh of " + deployment(input)
                                    + " has no ingress gateway that other clusters could reach, so none of its services can be federated"));
        }
        String account = input.deployment().serviceAccount();
        MeshSpec.Istio istio = new MeshSpec.Istio(
                Installations.of(input.controlPlane(), input.deployment(), findings),
                new MeshSpec.Istio.CitadelInfo(config.trustDomain(), account.isEmpty() ? null : account),
                gateways.gateways().isEmpty() ? null : new ArrayList<>(gateways.gateways()),
                config.dnsCapture() ? true : null);
        return new DetectedMesh(input.controlPlane(), istio, null, annotations(input, gateways), findings);
    }

    private static SortedMap<String, String> annotations(IstioMeshInput input, Gateways gateways) {
        SortedMap<String, String> annotations = new TreeMap<>(input.deployment().annotations());
        if (gateways.others().isEmpty()) {
            annotations.remove(OwnAnnotations.OTHER_GATEWAYS);
        } else {
            annotations.put(OwnAnnotations.OTHER_GATEWAYS, OtherGateway.text(gateways.others()));
        }
        return annotations;
    }

    /** @param rootNamespace as it is named there, may be empty */
    private record Config(String trustDomain, boolean dnsCapture, String rootNamespace) {}

    private static Config config(IstioMeshInput input, List<Finding> findings) {
        String revision = input.controlPlane().revision();
        String name = revision.isEmpty() ? CONFIG_MAP : CONFIG_MAP + "-" + revision;
        MeshConfigFact fact = input.facts().meshConfigs().get(name);
        if (fact == null) {
            // Installations of several revisions before Istio 1.6 shared one.
            MeshConfigFact shared = input.facts().meshConfigs().get(CONFIG_MAP);
            String instead = shared == null ? "last known values or Istio's defaults count" : "ConfigMap istio counts";
            findings.add(onConfigMap(
                    input,
                    name,
                    DiscoveryFinding.MESH_CONFIG_MISSING,
                    "the mesh config of " + deployment(input) + " is missing: no ConfigMap " + name + " with key mesh; "
                            + instead));
            fact = shared;
        }
        if (fact == null) {
            return lastKnown(input);
        }
        if (!fact.problem().isEmpty()) {
            findings.add(onConfigMap(
                            input,
                            fact.name(),
                            DiscoveryFinding.MESH_CONFIG_UNREADABLE,
                            "the mesh config of " + deployment(input) + " cannot be read: " + fact.problem())
                    .at("data.mesh"));
            return fact.readable()
                    ? new Config(lastKnown(input).trustDomain(), fact.dnsCapture(), fact.rootNamespace())
                    : lastKnown(input);
        }
        findings.addAll(notFollowed(input, fact));
        return new Config(
                fact.trustDomain().isEmpty() ? DEFAULT_TRUST_DOMAIN : fact.trustDomain(),
                fact.dnsCapture(),
                fact.rootNamespace());
    }

    /** What makes Istio read the AuthorizationPolicies of AccessPolicies in another way than they are meant. */
    private static List<Finding> notFollowed(IstioMeshInput input, MeshConfigFact fact) {
        List<Finding> findings = new ArrayList<>();
        if (!fact.aliases().isEmpty()) {
            findings.add(onConfigMap(
                            input,
                            fact.name(),
                            DiscoveryFinding.TRUST_DOMAIN_ALIASES,
                            "to the mesh of " + deployment(input) + " the trust domains "
                                    + String.join(", ", fact.aliases())
                                    + " are its own: an AccessPolicy for an account there allows the account of that name here too")
                    .at("data.mesh.trustDomainAliases"));
        }
        if (!fact.rootNamespace().isEmpty()
                && !fact.rootNamespace().equals(input.shard().namespace())) {
            findings.add(onConfigMap(
                            input,
                            fact.name(),
                            DiscoveryFinding.ROOT_NAMESPACE_ELSEWHERE,
                            "the root namespace of the mesh of " + deployment(input) + " is " + fact.rootNamespace()
                                    + ": AuthorizationPolicies for services there also concern workloads of other namespaces")
                    .at("data.mesh.rootNamespace"));
        }
        return findings;
    }

    /** What the Mesh said so far, so that a slip in the config does not change identities (E-2). */
    private static Config lastKnown(IstioMeshInput input) {
        MeshSpec.@Nullable Istio given = input.given().orElse(null);
        if (given == null) {
            return new Config(DEFAULT_TRUST_DOMAIN, false, "");
        }
        String trustDomain =
                given.citadelInfo() == null ? null : given.citadelInfo().trustDomain();
        return new Config(
                trustDomain == null || trustDomain.isEmpty() ? DEFAULT_TRUST_DOMAIN : trustDomain,
                Boolean.TRUE.equals(given.smartDnsProxyingEnabled()),
                "");
    }

    private static String deployment(IstioMeshInput input) {
        DestinationRef ref = input.controlPlane().deployment();
        return "Deployment " + ref.namespace() + "/" + ref.name() + " of cluster " + ref.cluster();
    }

    private static Finding onDeployment(IstioMeshInput input, DiscoveryFinding code, String message) {
        return on(
                input,
                new Subject(
                        "apps/v1",
                        "Deployment",
                        input.shard().namespace(),
                        input.deployment().name()),
                code,
                message);
    }

    private static Finding onConfigMap(IstioMeshInput input, String name, DiscoveryFinding code, String message) {
        return on(input, new Subject("v1", "ConfigMap", input.shard().namespace(), name), code, message);
    }

    private static Finding on(IstioMeshInput input, Subject subject, DiscoveryFinding code, String message) {
        return Finding.of(code, subject, message).onCluster(input.shard().cluster());
    }
}
