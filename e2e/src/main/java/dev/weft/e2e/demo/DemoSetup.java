// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.ClusterSetup;
import dev.weft.e2e.istio.IstioInstall;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.SharedRoot;
import dev.weft.e2e.servers.ClusterObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A workload cluster of the demo for the lab: the same objects, with what really runs in place of what only a dump can claim.
 *
 * @param setup with a pod of each application and of the ingress gateway
 * @param gateways the shop's Gateways, which name the address of the gateway's pod, once it has one
 */
record DemoSetup(ClusterSetup setup, List<ObjectNode> gateways) {

    static final String INGRESS = "istio-ingressgateway";

    private static final String EAST_WEST = "istio-eastwestgateway";

    /** Where the gateway's pod takes requests: its well-known port needs root. */
    static final int GATEWAY_PORT = 8080;

    private static final String APPLICATIONS = "bookinfo";

    private static final Pattern ISTIO_IMAGE = Pattern.compile("(docker\\.io/istio/(?:pilot|proxyv2)):.*");
    private static final String RUNNING_ISTIO = "1.32.0";

    /** Of a dump: the lab has Istio's own kinds, and endpoints would lead to addresses beyond loopback. */
    private static final List<String> LEFT_OUT = List.of("CustomResourceDefinition", "Endpoints", "EndpointSlice");

    /** @return empty where there is no istiod */
    static Optional<DemoSetup> of(List<ObjectNode> objects) {
        Optional<ObjectNode> istiod = objects.stream()
                .filter(object -> is(object, "Deployment", "istio-system")
                        && object.at("/metadata/labels/app").asText().equals("istiod"))
                .findFirst();
        if (istiod.isEmpty()) {
            return Optional.empty();
        }
        String revision =
                istiod.get().at("/metadata/labels").path("istio.io/rev").asText("default");
        List<ObjectNode> gateways = objects.stream()
                .filter(object -> is(object, "Gateway", APPLICATIONS))
                .toList();
        List<ObjectNode> written = new ArrayList<>();
        Map<String, Pod> pods = new LinkedHashMap<>();
        for (ObjectNode object : objects) {
            if (isLeftOut(object) || gateways.contains(object)) {
                continue;
            }
            Optional<Pod> pod = running(object, !gateways.isEmpty());
            if (pod.isEmpty() || pods.putIfAbsent(pod.get().name(), pod.get()) == null) {
                written.add(asItRuns(object));
            }
        }
        IstioInstall istio = new IstioInstall(revision, trustDomain(objects, revision));
        return Optional.of(new DemoSetup(new ClusterSetup(istio, written, List.copyOf(pods.values())), gateways));
    }

    /**
     * This cluster under a root that it has in common with others, whose callers it lets in.
     *
     * @param others their trust domains
     */
    DemoSetup trusting(SharedRoot root, List<String> others) throws IOException {
        List<ObjectNode> objects = new ArrayList<>(setup.objects());
        objects.addAll(ClusterObjects.documents(root.secret()));
        IstioInstall istio = setup.istio().lettingIn(new IstioInstall.Others(others, root.pem()));
        return new DemoSetup(new ClusterSetup(istio, objects, setup.pods()), gateways);
    }

    /** The Gateways at an address. */
    List<ObjectNode> gatewaysAt(String address) {
        List<ObjectNode> placed = new ArrayList<>();
        for (ObjectNode gateway : gateways) {
            ObjectNode copy = gateway.deepCopy();
            for (JsonNode server : copy.at("/spec/servers")) {
                ((ObjectNode) server).put("bind", address).withObject("/port").put("number", GATEWAY_PORT);
            }
            placed.add(copy);
        }
        return placed;
    }

    /** The pod, if its programs run here: an application, a gateway between clusters, or one for visitors if it has something to let in. */
    private static Optional<Pod> running(ObjectNode object, boolean gateway) {
        if (is(object, "Pod", APPLICATIONS)) {
            return Optional.of(Pod.of(Pod.Role.PEER, object));
        }
        if (!is(object, "Pod", "istio-system")) {
            return Optional.empty();
        }
        return switch (object.at("/metadata/labels/app").asText()) {
            case EAST_WEST -> Optional.of(Pod.of(Pod.Role.GATEWAY, object));
            case INGRESS -> gateway ? Optional.of(Pod.of(Pod.Role.INGRESS, object)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Also settings and leases of the istiod that ran where the dump comes from. */
    private static boolean isLeftOut(ObjectNode object) {
        return LEFT_OUT.contains(object.path("kind").asText()) || is(object, "ConfigMap", "istio-system");
    }

    private static String trustDomain(List<ObjectNode> objects, String revision) {
        String name = revision.equals("default") ? "istio" : "istio-" + revision;
        String mesh = objects.stream()
                .filter(object -> is(object, "ConfigMap", "istio-system")
                        && object.at("/metadata/name").asText().equals(name))
                .map(object -> object.at("/data/mesh").asText())
                .findFirst()
                .orElse("");
        return ClusterObjects.documents(mesh).stream()
                .map(settings -> settings.path("trustDomain").asText(""))
                .filter(domain -> !domain.isEmpty())
                .findFirst()
                .orElse("cluster.local");
    }

    /** With the version of Istio that runs, which discovery tells by the image of an istiod; and addresses are the server's to give. */
    private static ObjectNode asItRuns(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.path("kind").asText().equals("Service")) {
            copy.withObject("/spec").remove(List.of("clusterIP", "clusterIPs"));
        }
        for (JsonNode image : copy.findParents("image")) {
            String now = ISTIO_IMAGE.matcher(image.path("image").asText()).replaceFirst("$1:" + RUNNING_ISTIO);
            ((ObjectNode) image).put("image", now);
        }
        return copy;
    }

    private static boolean is(ObjectNode object, String kind, String namespace) {
        return object.path("kind").asText().equals(kind)
                && object.at("/metadata/namespace").asText().equals(namespace);
    }
}
