// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pod of a workload that has one.
 *
 * @param role what its proxy does
 * @param origin who writes its objects
 * @param namespace where it is
 * @param name of its Deployment
 * @param object name of the Pod itself
 * @param account name of its service account, as its objects tell
 * @param runsAs name of the service account whose certificate it has; where that is another, its objects lie
 * @param labels of the Pod; among them {@code app}, which is also the name of a server's Service
 */
public record Pod(
        Role role,
        Origin origin,
        String namespace,
        String name,
        String object,
        String account,
        String runsAs,
        SortedMap<String, String> labels) {

    /** Namespace of the pods that the lab writes itself. */
    public static final String NAMESPACE = "bookinfo";

    /** What the proxy of a pod does. */
    public enum Role {
        /** Takes the requests of other pods and passes them to its app. */
        SERVER("sidecar"),
        /** Sends the requests of its app, which here is the test, to the Services of all namespaces. */
        CLIENT("sidecar"),
        /** Both. */
        PEER("sidecar"),
        /** Stands at the edge, for the calls of other clusters. */
        GATEWAY("router"),
        /** Stands there for visitors, where a Gateway of the test says so; its Service is the test's too. */
        INGRESS("router");

        private final String proxy;

        Role(String proxy) {
            this.proxy = proxy;
        }

        /** What pilot-agent calls it. */
        String proxy() {
            return proxy;
        }

        boolean isServer() {
            return this == SERVER || this == PEER;
        }
    }

    /** Who writes the objects of a pod. */
    public enum Origin {
        /** The lab: Deployment, ReplicaSet, Pod, service account and Service. */
        LAB,
        /** They are among the objects that its cluster has from the start. */
        CLUSTER
    }

    public Pod {
        labels = new TreeMap<>(labels);
    }

    public static Pod client(String name) {
        return of(Role.CLIENT, name, name, "v1");
    }

    public static Pod server(String app, String version) {
        return of(Role.SERVER, app + "-" + version, app, version);
    }

    public static Pod gateway(String name) {
        return of(Role.GATEWAY, name, name, "v1");
    }

    /** @param labels that Gateways and Services find it by */
    public static Pod ingress(String name, Map<String, String> labels) {
        Pod plain = of(Role.INGRESS, name, name, "v1");
        SortedMap<String, String> all = new TreeMap<>(plain.labels);
        all.putAll(labels);
        return plain.with(name, all);
    }

    private static Pod of(Role role, String name, String app, String version) {
        return new Pod(
                role,
                Origin.LAB,
                NAMESPACE,
                name,
                name + "-5d5d5d5d5-abcde",
                app,
                app,
                new TreeMap<>(Map.of("app", app, "version", version)));
    }

    /** The pod of an object that its cluster has from the start. */
    public static Pod of(Role role, ObjectNode pod) {
        JsonNode metadata = pod.path("metadata");
        SortedMap<String, String> labels = new TreeMap<>();
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String object = metadata.path("name").asText();
        String account = pod.at("/spec/serviceAccountName").asText();
        int end = object.lastIndexOf("-" + labels.getOrDefault("pod-template-hash", ""));
        return new Pod(
                role,
                Origin.CLUSTER,
                metadata.path("namespace").asText(),
                end < 0 ? object : object.substring(0, end),
                object,
                account,
                account,
                labels);
    }

    /** This pod, but whoever runs it has the certificate of another account. */
    public Pod runningAs(String other) {
        return with(other, labels);
    }

    private Pod with(String certificate, SortedMap<String, String> others) {
        return new Pod(role, origin, namespace, name, object, account, certificate, others);
    }

    String app() {
        return labels.getOrDefault("app", "");
    }

    String version() {
        return labels.getOrDefault("version", "");
    }
}
