// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.cluster.Permissions;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.OkHttpClients;
import dev.weft.runtime.kube.ReadOnlyApi;
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in the verbs that commands need. Errors are those of {@link KubeApi}, but that an absent object is none. */
public final class Cluster implements AutoCloseable {

    /** The field manager of everything that meshctl applies. */
    public static final String FIELD_MANAGER = "meshctl";

    private static final int PAGE = 500;
    private static final int LISTS = 3;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final String name;
    private final String server;
    private final KubeApi api;

    private Cluster(String name, String server, KubeApi api) {
        this.name = name;
        this.server = server;
        this.api = api;
    }

    /**
     * Opens a cluster; nothing is sent yet.
     *
     * @param name what people call it, for messages
     * @param version of meshctl, for the server's audit log
     */
    public static Cluster open(String name, Endpoint endpoint, String version) {
        KubeApi api = KubeApis.connect(endpoint, new OkHttpClients(), "meshctl/" + version);
        return new Cluster(name, endpoint.server(), new PatientApi(api, Thread::sleep));
    }

    public String name() {
        return name;
    }

    public String server() {
        return server;
    }

    /** The same server for reads only; closed with this. */
    KubeApi reads() {
        return new ReadOnlyApi(api);
    }

    /** One call as it is. */
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        return api.call(call);
    }

    /** What the server says of itself, for example {@code v1.34.1}. */
    public String version() throws ApiException, InterruptedException {
        return api.call(ApiCall.get("/version")).path("gitVersion").asText("of an unknown version");
    }

    public Optional<ObjectNode> find(String path) throws ApiException, InterruptedException {
        try {
            return Optional.of(api.call(ApiCall.get(path)));
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * All objects of a kind, page by page, each with its apiVersion and kind.
     *
     * @param namespace empty for all
     * @param labelSelector empty for all
     */
    public List<ObjectNode> list(ResourceType type, String namespace, String labelSelector)
            throws ApiException, InterruptedException {
        String path = namespace.isEmpty() ? type.path() : type.path(namespace);
        String query = path + "?limit=" + PAGE
                + (labelSelector.isEmpty() ? "" : "&labelSelector=" + ApiCall.escaped(labelSelector));
        for (int attempt = 1; ; attempt++) {
            try {
                return pages(type, query);
            } catch (ApiException e) {
                // The list has changed too much since its first page: from the start, with what is there now.
                if (e.code() != GONE || attempt == LISTS) {
                    throw e;
                }
            }
        }
    }

    private List<ObjectNode> pages(ResourceType type, String query) throws ApiException, InterruptedException {
        List<ObjectNode> objects = new ArrayList<>();
        String next = "";
        do {
            ObjectNode page =
                    api.call(ApiCall.get(next.isEmpty() ? query : query + "&continue=" + ApiCall.escaped(next)));
            for (JsonNode item : page.path("items")) {
                if (item instanceof ObjectNode object) {
                    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
                    objects.add(object);
                }
            }
            next = page.path("metadata").path("continue").asText("");
        } while (!next.isEmpty());
        return objects;
    }

    /** Creates or changes an object to what is given, by server-side apply; fields that it does not name stay. */
    public ObjectNode apply(ResourceType type, ObjectNode object) throws ApiException, InterruptedException {
        return applyTo(path(type, object), object);
    }

    /** Likewise its status. */
    public ObjectNode applyStatus(ResourceType type, ObjectNode object) throws ApiException, InterruptedException {
        return applyTo(path(type, object) + "/status", object);
    }

    private ObjectNode applyTo(String path, ObjectNode object) throws ApiException, InterruptedException {
        return api.call(ApiCall.apply(path, object, FIELD_MANAGER));
    }

    /**
     * Changes annotations of this very object.
     *
     * @param annotations empty for one to be removed
     */
    public void annotate(ResourceType type, ObjectNode object, Map<String, Optional<String>> annotations)
            throws ApiException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata")
                .put("uid", object.at("/metadata/uid").asText(""));
        ObjectNode changes = metadata.putObject("annotations");
        annotations.forEach((name, value) -> changes.put(name, value.orElse(null)));
        api.call(ApiCall.mergePatch(path(type, object) + "?fieldManager=" + FIELD_MANAGER, patch));
    }

    /** Creates an object unless one of its name is there, which is left as it is. */
    public boolean createIfAbsent(ResourceType type, ObjectNode object) throws ApiException, InterruptedException {
        if (find(path(type, object)).isPresent()) {
            return false;
        }
        try {
            api.call(ApiCall.post(
                    type.path(object.path("metadata").path("namespace").asText("")), object));
            return true;
        } catch (ApiException e) {
            if (e.code() == 409) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes an object as it is now; false when there is none. */
    public boolean delete(ResourceType type, String namespace, String objectName)
            throws ApiException, InterruptedException {
        Optional<ObjectNode> present = find(type.path(namespace, objectName));
        return present.isPresent() && delete(type, present.get());
    }

    /** Deletes this very object if it is still as it was read; false when it is gone. */
    public boolean delete(ResourceType type, ObjectNode object) throws ApiException, InterruptedException {
        JsonNode metadata = object.path("metadata");
        try {
            api.call(ApiCall.delete(
                    path(type, object),
                    metadata.path("uid").asText(""),
                    metadata.path("resourceVersion").asText("")));
            return true;
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Whether the caller may do something. */
    public boolean may(Right right) throws ApiException, InterruptedException {
        return Permissions.allows(api, right);
    }

    /** The uid of the namespace kube-system, by which a cluster is known whatever its address. */
    public String uid() throws ApiException, InterruptedException {
        return find(ResourceTypes.NAMESPACE.path("", "kube-system"))
                .map(namespace -> namespace.path("metadata").path("uid").asText(""))
                .orElse("");
    }

    private static String path(ResourceType type, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return type.path(
                metadata.path("namespace").asText(""), metadata.path("name").asText(""));
    }

    @Override
    public void close() {
        api.close();
    }

    @Override
    public String toString() {
        return name + " (" + server + ")";
    }
}
