// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The root that the VirtualMesh asks for is that of both meshes, whose istiods had roots of their own. */
final class ShareTrust implements Scene {

    private static final List<String> CLUSTERS = List.of(World.FIRST, World.SECOND);
    private static final Set<String> ISSUED = Set.of("ISSUED", "FINISHED");
    private static final String CA_CERTS = DemoKinds.SECRET.path(Outputs.ISTIO, "cacerts");
    private static final String HANDED_OUT = "istio-ca-root-cert";
    private static final String ISSUANCE = "/spec/template/metadata/annotations/weft.dev~1issuance";
    /** Told of meshes that are under one root, and would not let each other's callers in. */
    private static final String DOMAINS = "TrustDomainsDiffer";

    private static final int SHORT = 8;

    @Override
    public String name() {
        return "trust";
    }

    @Override
    public String doing() {
        return "bringing both meshes under one root";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        JsonNode mesh = DemoData.ofVirtualMesh("virtualmesh").path("metadata");
        String namespace = mesh.path("namespace").asText("");
        String name = mesh.path("name").asText("");
        String secret = name + "." + namespace;
        String path = DemoKinds.VIRTUAL_MESH.path(namespace, name);
        world.awaiting().until("the cert-agents of both clusters work", world::agentsNotYet);
        for (String cluster : CLUSTERS) {
            world.awaiting()
                    .until(
                            cluster + " is under the root of Secret " + secret,
                            () -> otherwise(world, cluster, secret)
                                    .map(what -> what
                                            + world.stage()
                                                    .trouble()
                                                    .map(why -> "; " + why)
                                                    .orElse("")));
        }
        world.awaiting()
                .until(
                        "VirtualMesh " + namespace + "/" + name + " says so",
                        () -> untold(world.management().find(path).orElseThrow()));
        ObjectNode now = world.management().find(path).orElseThrow();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                World.MANAGEMENT,
                "Secret " + DemoPlane.NAMESPACE + "/" + secret,
                "holds the root, SHA-256 " + shortened(root(world.management(), wanted(secret))) + "..., and its key"));
        rows.add(List.of("", Conditions.name(now), Conditions.brief(now, "TrustShared")));
        for (String cluster : CLUSTERS) {
            rows.addAll(rows(world.cluster(cluster)));
        }
        return new Told(
                "both meshes are under one root, which their proxies took while they ran",
                Tables.columns(rows)
                        + "\nThe cert-agents are the program itself; the istiods and their proxies are stand-ins, which take mesh"
                        + "\nconfiguration and cacerts as istiod does, and show certificates on loopback. To see how trust stands:\n"
                        + "bin/meshctl trust status --kubeconfig " + World.MANAGEMENT + ".kubeconfig\n");
    }

    private static String wanted(String secret) {
        return DemoKinds.SECRET.path(DemoPlane.NAMESPACE, secret);
    }

    /** What speaks against a cluster being under that root and no other; empty when it is. */
    private static Optional<String> otherwise(World world, String name, String secret) {
        String root = root(world.management(), wanted(secret));
        if (root.isEmpty()) {
            return Optional.of("there is no such Secret");
        }
        DemoCluster cluster = world.cluster(name);
        List<JsonNode> certificates = cluster.list(DemoKinds.ISSUED_CERTIFICATE, "", "");
        if (certificates.isEmpty()) {
            return Optional.of("there is no IssuedCertificate");
        }
        for (JsonNode certificate : certificates) {
            String state = certificate.at("/status/state").asText("");
            String seen = certificate.at("/status/evidence/phase").asText("");
            if (!ISSUED.contains(state) || !seen.equals("SERVED")) {
                return Optional.of("IssuedCertificate " + metadata(certificate, "name") + " is " + state
                        + ", its agent sees " + (seen.isEmpty() ? "nothing" : seen));
            }
        }
        if (!root(cluster, CA_CERTS).equals(root)) {
            return Optional.of("Secret cacerts has other roots, too");
        }
        return handedOut(cluster).entrySet().stream()
                .filter(namespace -> !namespace.getValue().equals(root))
                .map(namespace -> "ConfigMap " + HANDED_OUT + " in " + namespace.getKey() + " has other roots, too")
                .findFirst();
    }

    private static Optional<String> untold(ObjectNode mesh) {
        boolean differ =
                Conditions.of(mesh, "TrustShared").path("reason").asText("").equals(DOMAINS);
        return differ ? Optional.empty() : Conditions.missing(mesh, List.of("TrustShared"));
    }

    /** Text of the roots that istiod hands out, by namespace. */
    private static Map<String, String> handedOut(DemoCluster cluster) {
        Map<String, String> roots = new TreeMap<>();
        for (JsonNode map : cluster.list(DemoKinds.CONFIG_MAP, "", "")) {
            if (metadata(map, "name").equals(HANDED_OUT)) {
                roots.put(
                        metadata(map, "namespace"),
                        map.path("data").path(CaCerts.ROOT_CERT).asText(""));
            }
        }
        return roots;
    }

    private static List<List<String>> rows(DemoCluster cluster) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode certificate : cluster.list(DemoKinds.ISSUED_CERTIFICATE, "", "")) {
            rows.add(List.of(
                    rows.isEmpty() ? cluster.name() : "",
                    "IssuedCertificate " + metadata(certificate, "namespace") + "/" + metadata(certificate, "name"),
                    certificate.at("/status/state").asText("") + ", "
                            + certificate.at("/status/evidence/phase").asText("")));
        }
        rows.add(List.of(
                "",
                "Secret " + Outputs.ISTIO + "/cacerts",
                "root " + shortened(root(cluster, CA_CERTS)) + "..., handed out in "
                        + handedOut(cluster).size() + " namespaces"));
        for (JsonNode deployment : cluster.list(DemoKinds.DEPLOYMENT, "", "")) {
            if (!deployment.at(ISSUANCE).isMissingNode()) {
                String which = metadata(deployment, "namespace") + "/" + metadata(deployment, "name");
                rows.add(List.of("", "Deployment " + which, "restarted"));
            }
        }
        return rows;
    }

    /** Text of the roots in a Secret; empty when there is none. */
    private static String root(DemoCluster cluster, String secret) {
        return cluster.find(secret)
                .map(found -> found.path("data").path(CaCerts.ROOT_CERT).asText(""))
                .map(base64 -> new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8))
                .orElse("");
    }

    private static String metadata(JsonNode object, String field) {
        return object.path("metadata").path(field).asText("");
    }

    private static String shortened(String root) {
        try {
            return Certificate.read(root).sha256().substring(0, SHORT);
        } catch (PkiException e) {
            return "?";
        }
    }
}
