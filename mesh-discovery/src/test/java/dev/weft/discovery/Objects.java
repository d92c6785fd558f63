// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

/** Objects of an ordinary cluster. */
public final class Objects {

    /** Istio's control plane of the default revision with its mesh config. */
    public static final String ISTIOD = istiod("docker.io/istio/pilot:1.24.2", "trustDomain: east.local");

    private Objects() {}

    public static String istiod(String image, String meshConfig) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
                spec:
                  selector: {matchLabels: {istio: pilot}}
                  template:
                    metadata: {labels: {app: istiod, istio: pilot}}
                    spec:
                      serviceAccountName: istiod
                      containers: [{name: discovery, image: "%s"}]
                ---
                """.formatted(image) + meshConfig("istio", meshConfig);
    }

    public static String meshConfig(String name, String text) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: istio-system}
                data:
                  mesh: |
                %s
                """.formatted(name, text.indent(4));
    }

    /** A Deployment with its ReplicaSet and one pod with a classic sidecar. */
    public static String injected(String name, String labels) {
        return controller(name, labels)
                + replicaSet(name)
                + pod(
                        name + "-7d9f-abcde",
                        labels,
                        "ReplicaSet/" + name + "-7d9f",
                        "containers: [{name: app, image: registry.example.com/app:1}, "
                                + "{name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2}]");
    }

    public static String controller(String name, String labels) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %s, namespace: shop}
                spec:
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {%s}}
                    spec:
                      serviceAccountName: %s
                      containers: [{name: app, image: registry.example.com/app:1}]
                ---
                """.formatted(name, name, labels, name);
    }

    public static String replicaSet(String deployment) {
        return """
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata:
                  name: %s-7d9f
                  namespace: shop
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: %s, controller: true}]
                ---
                """.formatted(deployment, deployment);
    }

    /** @param owner {@code Kind/name}; empty for a bare pod */
    public static String pod(String name, String labels, String owner, String spec) {
        String references = owner.isEmpty()
                ? "[]"
                : "[{apiVersion: apps/v1, kind: %s, name: %s, controller: true}]"
                        .formatted(owner.substring(0, owner.indexOf('/')), owner.substring(owner.indexOf('/') + 1));
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: shop, labels: {%s}, ownerReferences: %s}
                spec: {nodeName: node-1, %s}
                status: {phase: Running}
                ---
                """.formatted(name, labels, references, spec);
    }

    public static String service(String name, String selector) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop, labels: {app: %s}}
                spec:
                  type: ClusterIP
                  selector: {%s}
                  ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]
                ---
                """.formatted(name, name, selector);
    }
}
