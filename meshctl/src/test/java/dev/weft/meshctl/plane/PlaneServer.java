// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.runtime.cluster.KubeconfigReader;
import dev.weft.runtime.cluster.UnusableKubeconfigException;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An API server as its administrator sees it over HTTP, be it a kube-sandbox or a real one. Paths are those of Kubernetes. What a server
 * refuses fails the test.
 */
public final class PlaneServer implements AutoCloseable {

    private final String name;
    private final String kubeconfig;
    private final Endpoint administrator;
    private final Cluster cluster;

    /** @param kubeconfig of an administrator, with everything embedded */
    public PlaneServer(String name, String kubeconfig) throws UnusableKubeconfigException {
        this.name = name;
        this.kubeconfig = kubeconfig;
        this.administrator = KubeconfigReader.read(name, kubeconfig);
        this.cluster = Cluster.open(name, administrator, "test");
    }

    public String name() {
        return name;
    }

    public Endpoint administrator() {
        return administrator;
    }

    /** Of its administrator. */
    public String kubeconfig() {
        return kubeconfig;
    }

    /** A kubeconfig of an account, which must be there, with a token that the server gives for it. */
    public String kubeconfigOf(String namespace, String account) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", 3600);
        String token = call(ApiCall.post(
                        "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", request))
                .at("/status/token")
                .asText();
        ObjectNode config = object("kubeconfig", kubeconfig);
        ((ObjectNode) config.at("/users/0")).putObject("user").put("token", token);
        return config.toString();
    }

    /** A pod as the controller of a Deployment would make it; nothing runs it. */
    public void pod(String namespace, JsonNode deployment) {
        JsonNode template = deployment.at("/spec/template");
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        String podName = deployment.at("/metadata/name").asText() + "-0";
        pod.putObject("metadata").put("name", podName).set("labels", template.at("/metadata/labels"));
        pod.set("spec", template.path("spec"));
        apply("/api/v1/namespaces/" + namespace + "/pods", pod.toString());
    }

    /** For code under test; closed with this. */
    public Cluster cluster() {
        return cluster;
    }

    /** How a user says which cluster it is. */
    UserAccess access() {
        return new UserAccess(name, "", administrator);
    }

    /** Server-side apply of a YAML document or JSON. */
    public void apply(String collection, String document) {
        ObjectNode object = object("test", document);
        String path = collection + "/" + object.at("/metadata/name").asText();
        call(ApiCall.apply(path, object, "test"));
    }

    void namespace(String namespace) {
        apply("/api/v1/namespaces", "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
    }

    public void mergePatch(String path, String patch) {
        call(ApiCall.mergePatch(path, object("patch", patch)));
    }

    private static ObjectNode object(String name, String document) {
        return switch (EmbeddedYaml.parse(name, document)) {
            case EmbeddedYaml.Tree(JsonNode tree) -> (ObjectNode) tree;
            case EmbeddedYaml.Unreadable unreadable -> throw new IllegalArgumentException(unreadable.why());
        };
    }

    /** As kubectl does it: whatever the plane has written to it meanwhile. */
    void delete(String path) {
        call(new ApiCall(ApiCall.Method.DELETE, path, "", null, ApiCall.TIMEOUT));
    }

    /** The object; without any field when there is none. */
    public ObjectNode get(String path) {
        try {
            return cluster.find(path).orElseGet(() -> JsonNodeFactory.instance.objectNode());
        } catch (ApiException e) {
            throw new AssertionError(name + ": " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean has(String path) {
        return !get(path).isEmpty();
    }

    List<JsonNode> list(String collection) {
        List<JsonNode> items = new ArrayList<>();
        get(collection).path("items").forEach(items::add);
        return items;
    }

    /** The condition of a type; a missing node when there is none. */
    public JsonNode condition(String path, String type) {
        return Conditions.of(get(path).path("status"), type);
    }

    /** Waits up to a minute. */
    public static void await(String what, BooleanSupplier condition) {
        LivePlane.await(what, condition);
    }

    /** Waits until a condition of an object is {@code True}. */
    void awaitTrue(String path, String type) {
        LivePlane.await(
                type + " of " + path,
                () -> condition(path, type).path("status").asText().equals("True"));
    }

    /** Whether a user may do something with a Secret, as the server itself says. */
    boolean review(String user, String verb, String namespace, String secret) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
        review.putObject("spec")
                .put("user", user)
                .putObject("resourceAttributes")
                .put("verb", verb)
                .put("resource", "secrets")
                .put("namespace", namespace)
                .put("name", secret);
        JsonNode allowed = call(ApiCall.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review))
                .at("/status/allowed");
        if (!allowed.isBoolean()) {
            throw new AssertionError(name + ": no answer to a review");
        }
        return allowed.asBoolean();
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
