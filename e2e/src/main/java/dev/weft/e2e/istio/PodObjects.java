// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The objects of a running pod: what controllers, kubelet and injector would have written. As there are no EndpointSlices for addresses
 * of loopback (the API refuses them), there is a WorkloadEntry by which istiod knows the pod as an endpoint of its Service; and as nothing
 * is intercepted, a Sidecar says where its proxy listens.
 */
final class PodObjects {

    /** Where a Service listens, and so the proxy of a server for it. */
    static final List<Integer> SERVICE_PORTS = List.of(9080, 9090);

    /** Where the proxy of a client listens for others, as one that intercepts would at any port; nothing answers behind it. */
    static final int CLIENT_PORT = 9070;

    /** Where the app of a server listens. */
    static final int APP_PORT = 18_080;

    private final ClusterObjects objects;
    private final Pod pod;
    private final PodAddresses addresses;

    PodObjects(ClusterObjects objects, Pod pod, PodAddresses addresses) {
        this.objects = objects;
        this.pod = pod;
        this.addresses = addresses;
    }

    void write() throws ApiException, InterruptedException {
        switch (pod.origin()) {
            case LAB -> writeWorkload();
            case CLUSTER -> placePod();
        }
        switch (pod.role()) {
            case SERVER -> objects.apply(filled(WORKLOAD_ENTRY + "---\n" + SERVER_SIDECAR));
            case CLIENT -> objects.apply(filled(CLIENT_SIDECAR));
            case PEER -> objects.apply(filled(WORKLOAD_ENTRY + "---\n" + PEER_SIDECAR));
            case GATEWAY -> objects.apply(filled(GATEWAY_ON_LOOPBACK));
            case INGRESS -> {}
        }
    }

    private void writeWorkload() throws ApiException, InterruptedException {
        objects.apply(filled(SERVICE_ACCOUNT));
        if (!pod.runsAs().equals(pod.account())) {
            objects.apply(filled(SERVICE_ACCOUNT.replace("ACCOUNT", pod.runsAs())));
        }
        ObjectNode deployment = objects.apply(filled(DEPLOYMENT)).getFirst();
        ObjectNode replicaSet = objects.apply(filled(REPLICA_SET).replace("OWNER", uid(deployment)))
                .getFirst();
        objects.apply(filled(pod(uid(replicaSet))));
        switch (pod.role()) {
            case SERVER, PEER -> objects.apply(filled(SERVICE));
            case GATEWAY -> objects.apply(filled(GATEWAY_SERVICE));
            case CLIENT, INGRESS -> {}
        }
    }

    /** The pod that is there gets the address where it runs, as a kubelet would tell it. */
    private void placePod() throws ApiException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode status = patch.putObject("status").put("hostIP", "127.0.0.1").put("podIP", addresses.own());
        status.putArray("hostIPs").addObject().put("ip", "127.0.0.1");
        status.putArray("podIPs").addObject().put("ip", addresses.own());
        objects.call(ApiCall.mergePatch(
                "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.object() + "/status", patch));
        if (pod.role() == Pod.Role.GATEWAY) {
            placeLoadBalancer();
        }
    }

    /** Other clusters call a gateway by the address that its Service tells. */
    private void placeLoadBalancer() throws ApiException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("status")
                .putObject("loadBalancer")
                .putArray("ingress")
                .addObject()
                .put("ip", addresses.own());
        objects.call(ApiCall.mergePatch(
                "/api/v1/namespaces/" + pod.namespace() + "/services/" + pod.app() + "/status", patch));
    }

    /** The proxy of a client listens for one more host, whose bytes it does not look into. */
    void listenFor(int port, String host) throws ApiException, InterruptedException {
        objects.apply(filled(CLIENT_SIDECAR
                + TCP_LISTENER
                        .replace("PORT", String.valueOf(port))
                        .replace("HOST", host)
                        .indent(4)));
    }

    /** It does so no longer. */
    void listenAsBefore() throws ApiException, InterruptedException {
        objects.apply(filled(CLIENT_SIDECAR));
    }

    /** The pod is gone and with it the endpoint; the workload and the Service stay. */
    void removePod() throws ApiException, InterruptedException {
        if (pod.role().isServer()) {
            objects.delete(filled(WORKLOAD_ENTRY));
        }
        endPod();
    }

    /** What the lab has written for a pod without a Service; {@link #removePod} comes before. */
    void removeWorkload() throws ApiException, InterruptedException {
        objects.delete(filled(REPLICA_SET + "---\n" + DEPLOYMENT + "---\n" + SERVICE_ACCOUNT));
    }

    /** The pod ends, as its Deployment is rolled out; what it is for stays. */
    void endPod() throws ApiException, InterruptedException {
        objects.delete(filled(pod("")));
    }

    /** A pod of the same name takes its place, and is ready. */
    void replacePod() throws ApiException, InterruptedException {
        String path = "/apis/apps/v1/namespaces/" + pod.namespace() + "/replicasets/" + pod.name() + "-5d5d5d5d5";
        ObjectNode replicaSet = objects.find(path).orElseThrow();
        objects.apply(filled(pod(uid(replicaSet))));
    }

    /** With what runs in it, and where that listens; the proxy of a gateway is alone. */
    private String pod(String owner) {
        String app = switch (pod.role()) {
            case SERVER, CLIENT, PEER -> APP_CONTAINER.replace("PORT", String.valueOf(port(pod.role())));
            case GATEWAY, INGRESS -> "";
        };
        return POD.replace("OWNER", owner).replace("CONTAINERS\n", (app + PROXY_CONTAINER).indent(4));
    }

    /** Where a sidecar listens for others, and its pod says that it does. */
    static int port(Pod.Role role) {
        return switch (role) {
            case SERVER, PEER -> SERVICE_PORTS.getFirst();
            case CLIENT -> CLIENT_PORT;
            case GATEWAY, INGRESS -> throw new IllegalArgumentException("the proxy of a gateway is no sidecar");
        };
    }

    private static String uid(ObjectNode object) {
        return object.at("/metadata/uid").asText();
    }

    private String filled(String template) {
        return template.replace("LABELS", labels())
                .replace("NAMESPACE", pod.namespace())
                .replace("OBJECT", pod.object())
                .replace("NAME", pod.name())
                .replace("ACCOUNT", pod.account())
                .replace("APP", pod.app())
                .replace("VERSION", pod.version())
                .replace("ADDRESS", addresses.own())
                .replace("OUTBOUND", addresses.outbound())
                .replace("OTHER", addresses.other())
                .replace("LOCAL_PORT", String.valueOf(addresses.localPort()))
                .replace("PROXY_ROLE", pod.role().proxy());
    }

    /** As the inside of a map. */
    private String labels() {
        return pod.labels().entrySet().stream()
                .map(label -> label.getKey() + ": \"" + label.getValue() + "\"")
                .collect(Collectors.joining(", "));
    }

    private static final String SERVICE_ACCOUNT = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: ACCOUNT, namespace: NAMESPACE}
        """;

    private static final String DEPLOYMENT = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: NAME
          namespace: NAMESPACE
          labels: {app: APP, version: VERSION}
        spec:
          replicas: 1
          selector:
            matchLabels: {app: APP, version: VERSION}
          template:
            metadata:
              labels: {LABELS}
            spec:
              serviceAccountName: ACCOUNT
              containers:
                - {name: app, image: "docker.io/istio/examples-bookinfo-APP-VERSION:1.20.3"}
        """;

    private static final String REPLICA_SET = """
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: NAME-5d5d5d5d5
          namespace: NAMESPACE
          labels: {app: APP, version: VERSION, pod-template-hash: 5d5d5d5d5}
          ownerReferences:
            - {apiVersion: apps/v1, kind: Deployment, name: NAME, uid: OWNER, controller: true, blockOwnerDeletion: true}
        spec:
          replicas: 1
          selector:
            matchLabels: {app: APP, version: VERSION, pod-template-hash: 5d5d5d5d5}
          template:
            metadata:
              labels: {LABELS, pod-template-hash: 5d5d5d5d5}
            spec:
              serviceAccountName: ACCOUNT
              containers:
                - {name: app, image: "docker.io/istio/examples-bookinfo-APP-VERSION:1.20.3"}
        """;

    private static final String POD = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: OBJECT
          namespace: NAMESPACE
          labels:
            {LABELS, pod-template-hash: 5d5d5d5d5, security.istio.io/tlsMode: istio, service.istio.io/canonical-name: APP,
             service.istio.io/canonical-revision: VERSION}
          annotations:
            sidecar.istio.io/status: '{"initContainers":["istio-init"],"containers":["istio-proxy"],"revision":"default"}'
          ownerReferences:
            - {apiVersion: apps/v1, kind: ReplicaSet, name: NAME-5d5d5d5d5, uid: OWNER, controller: true, blockOwnerDeletion: true}
        spec:
          serviceAccountName: ACCOUNT
          nodeName: node-1
          containers:
        CONTAINERS
        status:
          phase: Running
          hostIP: 127.0.0.1
          podIP: ADDRESS
          podIPs: [{ip: ADDRESS}]
          conditions: [{type: Ready, status: "True"}]
        """;

    private static final String APP_CONTAINER = """
        - name: app
          image: "docker.io/istio/examples-bookinfo-APP-VERSION:1.20.3"
          ports: [{containerPort: PORT}]
        """;

    private static final String PROXY_CONTAINER = """
        - name: istio-proxy
          image: "docker.io/istio/proxyv2:1.32.0"
          args: [proxy, PROXY_ROLE]
          env: [{name: PROXY_CONFIG_XDS_AGENT, value: "true"}]
        """;

    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata:
          name: APP
          namespace: NAMESPACE
          labels: {app: APP}
        spec:
          selector: {app: APP}
          ports:
            - {name: http, port: 9080, targetPort: 9080}
            - {name: http-admin, port: 9090, targetPort: 9090}
        """;

    private static final String GATEWAY_SERVICE = """
        apiVersion: v1
        kind: Service
        metadata:
          name: NAME
          namespace: NAMESPACE
          labels: {app: APP}
        spec:
          type: LoadBalancer
          selector: {app: APP}
          ports:
            - {name: tls, port: 15443, targetPort: 15443}
        status:
          loadBalancer: {ingress: [{ip: ADDRESS}]}
        """;

    /** Without a {@code bind} in its Gateway, a proxy would listen on all addresses, and gateways would take one another's calls. */
    private static final String GATEWAY_ON_LOOPBACK = """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: NAME-on-loopback, namespace: NAMESPACE}
        spec:
          workloadSelector:
            labels: {app: APP}
          configPatches:
            - applyTo: LISTENER
              match: {context: GATEWAY, listener: {portNumber: 15443}}
              patch:
                operation: MERGE
                value:
                  address: {socketAddress: {address: ADDRESS, portValue: 15443}}
                  additionalAddresses:
                    - address: {socketAddress: {address: OTHER, portValue: 15443}}
                    - address: {socketAddress: {address: 127.0.0.1, portValue: LOCAL_PORT}}
        """;

    private static final String WORKLOAD_ENTRY = """
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata: {name: NAME, namespace: NAMESPACE}
        spec:
          address: ADDRESS
          serviceAccount: ACCOUNT
          labels: {app: APP, version: VERSION, security.istio.io/tlsMode: istio}
        """;

    /**
     * Nothing is intercepted, so the proxy listens itself where the Service's ports are; and at one for a Service that a test adds, whose
     * bytes are not looked into.
     */
    private static final String SERVER_SIDECAR = """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: NAME, namespace: NAMESPACE}
        spec:
          workloadSelector:
            labels: {app: APP, version: VERSION}
          ingress:
            - port: {number: 9080, protocol: HTTP, name: http}
              bind: ADDRESS
              captureMode: NONE
              defaultEndpoint: 0.0.0.0:18080
            - port: {number: 9090, protocol: HTTP, name: http-admin}
              bind: ADDRESS
              captureMode: NONE
              defaultEndpoint: 0.0.0.0:18080
            - port: {number: 9100, protocol: TCP, name: tcp}
              bind: ADDRESS
              captureMode: NONE
              defaultEndpoint: 0.0.0.0:18080
          egress:
            - hosts: ["~/*"]
        """;

    private static final String CLIENT_SIDECAR = """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: NAME, namespace: NAMESPACE}
        spec:
          workloadSelector:
            labels: {app: APP, version: VERSION}
          ingress:
            - port: {number: 9070, protocol: TCP, name: tcp}
              bind: ADDRESS
              captureMode: NONE
              defaultEndpoint: 0.0.0.0:18080
          egress:
            - port: {number: 9080, protocol: HTTP, name: http}
              bind: ADDRESS
              captureMode: NONE
              hosts: ["*/*"]
            - port: {number: 9090, protocol: HTTP, name: http-admin}
              bind: ADDRESS
              captureMode: NONE
              hosts: ["*/*"]
        """;

    private static final String TCP_LISTENER = """
        - port: {number: PORT, protocol: TCP, name: tcp}
          bind: ADDRESS
          captureMode: NONE
          hosts: [HOST]
        """;

    /** The same port at two addresses: one for callers from outside, one for the app. */
    private static final String PEER_SIDECAR = """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: NAME, namespace: NAMESPACE}
        spec:
          workloadSelector:
            labels: {app: APP, version: VERSION}
          ingress:
            - port: {number: 9080, protocol: HTTP, name: http}
              bind: ADDRESS
              captureMode: NONE
              defaultEndpoint: 0.0.0.0:18080
          egress:
            - port: {number: 9080, protocol: HTTP, name: http}
              bind: OUTBOUND
              captureMode: NONE
              hosts: ["*/*"]
        """;
}
