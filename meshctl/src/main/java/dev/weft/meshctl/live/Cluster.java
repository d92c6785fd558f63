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
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster in the verbs that commands need. Errors are those of {@link KubeApi}, but that an absent object is none. */
public final class Cluster implements AutoCloseable {

    /** The field manager of everything that meshctl applies. */
    public static final String FIELD_MANAGER = "meshctl";

    private static final int NOT_FOUND = 404;

    private final ClusterReader reader;
    private final KubeApi api;

    private Cluster(ClusterReader reader, KubeApi api) {
        this.reader = reader;
        this.api = api;
    }

    /**
     * Opens a cluster; nothing is sent yet.
     *
     * @param name what people call it, for messages
     * @param version of meshctl, for the server's audit log
     */
    public static Cluster open(String name, Endpoint endpoint, String version) {
        KubeApi api = ClusterReader.connect(endpoint, version);
        return new Cluster(new ClusterReader(name, endpoint.server(), api), api);
    }

    public String name() {
        return reader.name();
    }

    public String server() {
        return reader.server();
    }

    /** The same server for reads only; closed with this. */
    public ClusterReader reader() {
        return reader;
    }

    /** One call as it is. */
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        return api.call(call);
    }

    /** See {@link ClusterReader#version}. */
    public String version() throws ApiException, InterruptedException {
        return reader.version();
    }

    /** See {@link ClusterReader#find}. */
    public Optional<ObjectNode> find(String path) throws ApiException, InterruptedException {
        return reader.find(path);
    }

    /** See {@link ClusterReader#list}. */
    public List<ObjectNode> list(ResourceType type, String namespace, String labelSelector)
            throws ApiException, InterruptedException {
        return reader.list(type, namespace, labelSelector);
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

    /** @throws CommandFailedException naming all that the caller may not do; to be asked before anything is changed */
    public void require(List<Right> rights) throws ApiException, InterruptedException, CommandFailedException {
        List<String> missing = new ArrayList<>();
        for (Right right : rights) {
            if (!may(right)) {
                missing.add(right.toString());
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandFailedException(
                    name() + ": you may not " + String.join("; ", missing),
                    "Use a context of an administrator, or have these rights granted. Nothing has been changed.");
        }
    }

    /** See {@link ClusterReader#uid}. */
    public String uid() throws ApiException, InterruptedException {
        return reader.uid();
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
        return reader.toString();
    }
}
