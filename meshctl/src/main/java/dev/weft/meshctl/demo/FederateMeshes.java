// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A VirtualMesh over both clusters: services of each get names by which they are called from the other. */
final class FederateMeshes implements Scene {

    /** What the VirtualMesh selects. */
    private static final List<String> EXPORTED = List.of("ratings", "reviews");

    private static final List<String> CLUSTERS = List.of(World.FIRST, World.SECOND);
    private static final String PASSTHROUGH = "AUTO_PASSTHROUGH";

    @Override
    public String name() {
        return "federation";
    }

    @Override
    public String doing() {
        return "making one mesh of both clusters";
    }

    @Override
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        ObjectNode mesh = DemoData.ofVirtualMesh("virtualmesh");
        if (world.stage().callers().isPresent()) {
            // Such clusters have a common root from the start.
            mesh.withObject("/spec").remove("mtlsConfig");
        }
        world.management().apply(DemoKinds.VIRTUAL_MESH, mesh);
        new Policies(world.management()).await(world.awaiting());
        List<List<String>> names = new ArrayList<>();
        List<List<String>> example = new ArrayList<>();
        for (String cluster : CLUSTERS) {
            String callers = cluster.equals(World.FIRST) ? World.SECOND : World.FIRST;
            List<List<String>> gateway = gateway(world, cluster, mesh.path("metadata"));
            for (String service : EXPORTED) {
                awaitName(world, service, cluster, callers);
                names.add(List.of(globalName(service, cluster), "called from " + callers));
                // Any one shows what is written; the last is told.
                example = new ArrayList<>(atCallers(world, service, cluster, callers));
                example.addAll(gateway);
            }
        }
        return new Told(
                "both meshes are one: " + String.join(" and ", EXPORTED) + " of each are called from the other",
                Tables.columns(names)
                        + "\n" + Tables.columns(everywhere(world, mesh))
                        + "\nfor the last of these names, in " + Outputs.ISTIO + ":\n" + Tables.columns(example)
                        + "\n" + trust(world));
    }

    /** What became of the VirtualMesh, and how many objects there are now. */
    private static List<List<String>> everywhere(World world, ObjectNode mesh) {
        String path = DemoKinds.VIRTUAL_MESH.path(
                mesh.at("/metadata/namespace").asText(""),
                mesh.at("/metadata/name").asText(""));
        ObjectNode now = world.management().find(path).orElseThrow();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(World.MANAGEMENT, Conditions.name(mesh) + ": " + Policies.became(now)));
        rows.addAll(ShowOutputs.counts(world));
        return rows;
    }

    static String globalName(String service, String cluster) {
        return service + "." + World.APPLICATIONS + ".svc." + cluster + ".global";
    }

    static String localName(String service) {
        return service + "." + World.APPLICATIONS + ".svc.cluster.local";
    }

    /** Of the DestinationRule at callers. */
    static String ruleName(String service, String cluster) {
        return service + "-" + World.APPLICATIONS + "-" + cluster;
    }

    /** Waits until a service says by which name and from which mesh it is called, and from no other. */
    private static void awaitName(World world, String service, String cluster, String callers)
            throws CommandFailedException, InterruptedException {
        String path = DemoKinds.TRAFFIC_TARGET.path(DemoPlane.NAMESPACE, ruleName(service, cluster));
        String mesh = meshOn(world, callers);
        world.awaiting().until("TrafficTarget " + ruleName(service, cluster) + " is called from Mesh " + mesh, () -> {
            JsonNode applied = world.management()
                    .find(path)
                    .map(target -> target.at("/status/appliedFederation"))
                    .orElseThrow();
            boolean named = applied.path("federatedHostname").asText("").equals(globalName(service, cluster))
                    && Outputs.elements(applied.path("federatedToMeshes"))
                            .map(ref -> ref.path("name").asText(""))
                            .toList()
                            .equals(List.of(mesh));
            return named ? Optional.empty() : Optional.of("appliedFederation: " + applied);
        });
    }

    private static String meshOn(World world, String cluster) {
        return meshes(world).stream()
                .filter(mesh ->
                        mesh.at("/spec/istio/installation/cluster").asText("").equals(cluster))
                .map(mesh -> mesh.at("/metadata/name").asText(""))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> meshes(World world) {
        return world.management().list(DemoKinds.MESH, "", "");
    }

    /** Lets the exported names pass, and nothing else. */
    private static List<List<String>> gateway(World world, String cluster, JsonNode mesh)
            throws CommandFailedException, InterruptedException {
        List<String> local = EXPORTED.stream().map(FederateMeshes::localName).toList();
        String name =
                mesh.path("name").asText("") + "-" + mesh.path("namespace").asText("");
        JsonNode spec = Outputs.on(world, cluster)
                .await(
                        DemoKinds.GATEWAY,
                        Outputs.ISTIO,
                        name,
                        "lets pass " + local,
                        gateway -> gateway.at("/servers/0/tls/mode").asText("").equals(PASSTHROUGH)
                                && Outputs.texts(gateway.at("/servers/0/hosts"))
                                        .toList()
                                        .equals(local));
        List<List<String>> rows = new ArrayList<>();
        Outputs.texts(spec.at("/servers/0/hosts"))
                .forEach(host -> rows.add(
                        rows.isEmpty()
                                ? List.of(cluster, "Gateway " + name, "lets only these pass: " + host)
                                : List.of("", "", "                      " + host)));
        return rows;
    }

    /** Where a service is, who answers, and the name that its gateway is asked for. */
    private static List<List<String>> atCallers(World world, String service, String cluster, String callers)
            throws CommandFailedException, InterruptedException {
        String host = globalName(service, cluster);
        Outputs outputs = Outputs.on(world, callers);
        JsonNode entry = outputs.await(
                DemoKinds.SERVICE_ENTRY,
                Outputs.ISTIO,
                host,
                "leads to the gateway of " + cluster,
                spec -> spec.at("/hosts/0").asText("").equals(host)
                        && spec.at("/endpoints/0/labels/cluster").asText("").equals(cluster)
                        && !spec.path("subjectAltNames").isEmpty());
        String asked = "_.9080_._." + localName(service);
        JsonNode rule = outputs.await(
                DemoKinds.DESTINATION_RULE,
                Outputs.ISTIO,
                ruleName(service, cluster),
                "asks for outbound" + asked,
                spec -> spec.path("host").asText("").equals(host)
                        && sni(spec.path("trafficPolicy")).equals("outbound" + asked));
        return List.of(
                List.of(
                        callers,
                        "ServiceEntry " + host,
                        "at " + address(entry.at("/endpoints/0")) + ", the gateway of " + cluster),
                List.of(
                        "",
                        "",
                        "answered by "
                                + Outputs.texts(entry.path("subjectAltNames")).collect(Collectors.joining(" or "))),
                List.of(
                        "",
                        "DestinationRule " + ruleName(service, cluster),
                        "asks for " + sni(rule.path("trafficPolicy"))));
    }

    /** Of an endpoint with one port. */
    static String address(JsonNode endpoint) {
        return endpoint.path("address").asText("") + ":"
                + endpoint.path("ports").path("http").asText("");
    }

    /** By which name a gateway is asked for what this policy of a DestinationRule is about. */
    static String sni(JsonNode trafficPolicy) {
        return trafficPolicy.at("/portLevelSettings/0/tls/sni").asText("");
    }

    /** What such calls also need. */
    private static String trust(World world) {
        var domains = new TreeMap<String, String>();
        for (JsonNode mesh : meshes(world)) {
            domains.put(
                    mesh.at("/spec/istio/installation/cluster").asText(""),
                    mesh.at("/spec/istio/citadelInfo/trustDomain").asText(""));
        }
        if (world.stage().callers().isPresent()) {
            return "Both istiods sign under one root, and let in callers of " + String.join(" and ", domains.values())
                    + ".\nThese clusters have that from the start; where cert-agents run, Weft makes the root (docs/reference/trust.md).\n";
        }
        return "Proxies take such calls only if the certificates of "
                + String.join(" and ", domains.values()) + " are under one root.\n"
                + "The VirtualMesh asks for one: the cert-agents see to it meanwhile (last step; docs/reference/trust.md).\n";
    }
}
