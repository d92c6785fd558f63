// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.runtime.kube.ApiException;

/** ReplicaSet and Pod of the Deployment istiod; the Pod names its ports as Istio's chart does. */
final class IstiodPod {

    private static final String DEPLOYMENT =
            "/apis/apps/v1/namespaces/" + IstioInstall.NAMESPACE + "/deployments/" + IstioInstall.ISTIOD;

    private final ClusterObjects objects;
    private final IstiodPorts ports;

    IstiodPod(ClusterObjects objects, IstiodPorts ports) {
        this.objects = objects;
        this.ports = ports;
    }

    /** It is there, and ready. */
    void write() throws ApiException, InterruptedException {
        ObjectNode deployment = objects.find(DEPLOYMENT).orElseThrow();
        ObjectNode replicaSet =
                objects.apply(REPLICA_SET.replace("OWNER", uid(deployment))).getFirst();
        objects.apply(POD.replace("OWNER", uid(replicaSet))
                .replace("HTTPS", String.valueOf(ports.https()))
                .replace("SECURE_GRPC", String.valueOf(ports.secureGrpc()))
                .replace("GRPC", String.valueOf(ports.grpc()))
                .replace("MONITORING", String.valueOf(ports.monitoring()))
                .replace("HTTP", String.valueOf(ports.http())));
    }

    void delete() throws ApiException, InterruptedException {
        objects.delete(POD);
    }

    private static String uid(ObjectNode object) {
        return object.at("/metadata/uid").asText();
    }

    private static final String REPLICA_SET = """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: istiod-6c6c6c6c6
          namespace: istio-system
          labels: {app: istiod, istio: pilot, istio.io/rev: default, pod-template-hash: 6c6c6c6c6}
          ownerReferences:
            - {apiVersion: apps/v1, kind: Deployment, name: istiod, uid: OWNER, controller: true, blockOwnerDeletion: true}
        spec:
          replicas: 1
          selector:
            matchLabels: {istio: pilot, pod-template-hash: 6c6c6c6c6}
          template:
            metadata:
              labels: {app: istiod, istio: pilot, istio.io/rev: default, pod-template-hash: 6c6c6c6c6}
            spec:
              serviceAccountName: istiod
              containers:
                - {name: discovery, image: "docker.io/istio/pilot:1.32.0", args: [discovery]}
        """;

    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: istiod-6c6c6c6c6-abcde
          namespace: istio-system
          labels:
            app: istiod
            istio: pilot
            istio.io/rev: default
            pod-template-hash: 6c6c6c6c6
            sidecar.istio.io/inject: "false"
          ownerReferences:
            - {apiVersion: apps/v1, kind: ReplicaSet, name: istiod-6c6c6c6c6, uid: OWNER, controller: true, blockOwnerDeletion: true}
        spec:
          serviceAccountName: istiod
          nodeName: node-1
          containers:
            - name: discovery
              image: "docker.io/istio/pilot:1.32.0"
              args: [discovery]
              env: [{name: ISTIO_MULTIROOT_MESH, value: "true"}]
              ports:
                - {name: http-debug, containerPort: HTTP}
                - {name: grpc-xds, containerPort: GRPC}
                - {name: tls-xds, containerPort: SECURE_GRPC}
                - {name: https-webhooks, containerPort: HTTPS}
                - {name: http-monitoring, containerPort: MONITORING}
        status:
          phase: Running
          hostIP: 127.0.0.1
          podIP: 127.0.0.1
          podIPs: [{ip: 127.0.0.1}]
          conditions: [{type: Ready, status: "True"}]
        """;
}
