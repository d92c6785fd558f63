// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ClusterObjects;
import java.util.List;

/**
 * What a cluster of the lab has when it starts.
 *
 * @param objects written in this order, once the kinds of Istio are served; among them the namespaces of Istio and of the pods, and a
 *     Deployment of istiod, because discovery goes by it
 * @param pods that run
 */
public record ClusterSetup(IstioInstall istio, List<ObjectNode> objects, List<Pod> pods) {

    public ClusterSetup {
        objects = List.copyOf(objects);
        pods = List.copyOf(pods);
    }

    /**
     * Istio without a revision, and pods that the lab writes.
     *
     * @param authority Secret by which istiod signs, as YAML
     */
    static ClusterSetup of(String authority, List<Pod> pods) {
        return new ClusterSetup(IstioInstall.DEFAULT, ClusterObjects.documents(OBJECTS + "---\n" + authority), pods);
    }

    /** Likewise, but its istiod makes a root of its own. */
    public static ClusterSetup withOwnRoot(List<Pod> pods) {
        return new ClusterSetup(IstioInstall.DEFAULT, ClusterObjects.documents(OBJECTS), pods);
    }

    private static final String OBJECTS = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: istio-system}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: istiod
          namespace: istio-system
          labels: {app: istiod, istio: pilot, istio.io/rev: default, operator.istio.io/component: Pilot}
        spec:
          replicas: 1
          selector:
            matchLabels: {istio: pilot}
          template:
            metadata:
              labels: {app: istiod, istio: pilot, istio.io/rev: default, sidecar.istio.io/inject: "false"}
            spec:
              serviceAccountName: istiod
              containers:
                - name: discovery
                  image: docker.io/istio/pilot:1.32.0
                  args: [discovery]
                  env:
                    - {name: REVISION, value: default}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: NAMESPACE, labels: {istio-injection: enabled}}
        """.replace("NAMESPACE", Pod.NAMESPACE);
}
