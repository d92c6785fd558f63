// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.runtime.cluster.KubeconfigReader;
import dev.weft.runtime.cluster.UnusableKubeconfigException;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;

/** An API server, be it a kube-sandbox or a real one, as its administrator sees it. What it refuses fails the test. */
final class ChartServer implements AutoCloseable {

    private final String name;
    private final String kubeconfig;
    private final Endpoint administrator;
    private final Cluster cluster;

    /** @param kubeconfig of an administrator, with everything embedded */
    ChartServer(String name, String kubeconfig) throws UnusableKubeconfigException {
        this.name = name;
        this.kubeconfig = kubeconfig;
        administrator = KubeconfigReader.read(name, kubeconfig);
        cluster = Cluster.open(name, administrator, "test");
    }

    String name() {
        return name;
    }

    String kubeconfig() {
        return kubeconfig;
    }

    Endpoint administrator() {
        return administrator;
    }

    Cluster cluster() {
        return cluster;
    }

    /** A kubeconfig of an account, which must be there, with a token that the server gives for it. */
    String kubeconfigOf(String namespace, String account) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", 3600);
        String token = call(ApiCall.post(
                        "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", request))
                .at("/status/token")
                .asText();
        ObjectNode config = (ObjectNode) Charts.yaml(kubeconfig);
        ((ObjectNode) config.at("/users/0")).putObject("user").put("token", token);
        return config.toString();
    }

    /** A pod as the controller of a Deployment would make it; nothing runs it. */
    void pod(String namespace, JsonNode deployment) {
        JsonNode template = deployment.at("/spec/template");
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        String podName = deployment.at("/metadata/name").asText() + "-0";
        pod.putObject("metadata").put("name", podName).set("labels", template.at("/metadata/labels"));
        pod.set("spec", template.path("spec"));
        apply("/api/v1/namespaces/" + namespace + "/pods", pod);
    }

    /** Server-side apply. */
    void apply(String collection, JsonNode object) {
        String path = collection + "/" + object.at("/metadata/name").asText();
        call(ApiCall.apply(path, (ObjectNode) object, "test"));
    }

    void mergePatch(String path, JsonNode patch) {
        call(ApiCall.mergePatch(path, patch));
    }

    boolean has(String path) {
        return !get(path).isMissingNode();
    }

    /** A missing node when there is none. */
    JsonNode get(String path) {
        try {
            return cluster.find(path).<JsonNode>map(object -> object).orElse(MissingNode.getInstance());
        } catch (ApiException e) {
            throw new AssertionError(name + ": " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode call(ApiCall call) {
        try {
            return cluster.call(call);
        } catch (ApiException e) {
            throw new AssertionError(name + ": " + call.method() + " " + call.path(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
