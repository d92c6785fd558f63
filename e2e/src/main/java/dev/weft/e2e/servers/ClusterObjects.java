// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.ServedTypes;
import dev.weft.runtime.ref.GroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The objects of one cluster, as its administrator reads and writes them, in YAML. Safe for several threads. */
public final class ClusterObjects implements AutoCloseable {

    private static final String MANAGER = "e2e";
    private static final int NOT_FOUND = 404;

    private final String cluster;
    private final KubeApi api;
    private final Map<String, ResourceType> types = new ConcurrentHashMap<>();

    private ClusterObjects(String cluster, KubeApi api) {
        this.cluster = cluster;
        this.api = api;
    }

    /** Nothing is sent yet. */
    public static ClusterObjects of(ApiServer server) {
        return new ClusterObjects(server.name(), KubeApis.connect(server.administrator(), new JdkClients(), MANAGER));
    }

    /**
     * Applies objects as {@code kubectl apply --server-side --force-conflicts} does, and their status where they have one.
     *
     * @param yaml one or more documents
     * @return the objects as they are now, in the order of the documents
     */
    public List<ObjectNode> apply(String yaml) throws ApiException, InterruptedException {
        List<ObjectNode> applied = new ArrayList<>();
        for (ObjectNode object : documents(yaml)) {
            applied.add(apply(object));
        }
        return List.copyOf(applied);
    }

    /** Applies one object, and its status if it has one. */
    public ObjectNode apply(ObjectNode object) throws ApiException, InterruptedException {
        String path = path(object);
        ObjectNode answer = api.call(ApiCall.apply(path, object, MANAGER));
        return object.has("status") ? api.call(ApiCall.apply(path + "/status", object, MANAGER)) : answer;
    }

    /**
     * Asks whether an object could be created, without doing it: schema, defaults and admission webhooks have their say. Its namespace must
     * exist.
     *
     * @return the object as it would be
     */
    public ObjectNode dryRun(ObjectNode object) throws ApiException, InterruptedException {
        String namespace = object.at("/metadata/namespace").asText();
        return api.call(ApiCall.post(type(object).path(namespace) + "?dryRun=All&fieldValidation=Strict", object));
    }

    /**
     * Deletes objects by the kind, namespace and name of each document; what is not there counts as deleted. At once, also pods: no kubelet
     * is there to end them.
     */
    public void delete(String yaml) throws ApiException, InterruptedException {
        for (ObjectNode object : documents(yaml)) {
            try {
                api.call(new ApiCall(
                        ApiCall.Method.DELETE, path(object) + "?gracePeriodSeconds=0", "", null, ApiCall.TIMEOUT));
            } catch (ApiException e) {
                if (e.code() != NOT_FOUND) {
                    throw e;
                }
            }
        }
    }

    /** The object or list at a path of the API; empty when there is none. */
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

    /** Any other call. */
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        return api.call(call);
    }

    /**
     * The documents of a YAML text.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    public static List<ObjectNode> documents(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---$")) {
            switch (EmbeddedYaml.parse("object", document)) {
                case EmbeddedYaml.Tree(JsonNode tree) -> {
                    if (tree instanceof ObjectNode object) {
                        objects.add(object);
                    }
                }
                case EmbeddedYaml.Unreadable(String why) ->
                    throw new IllegalArgumentException(why + " in:\n" + document);
            }
        }
        return List.copyOf(objects);
    }

    private String path(ObjectNode object) throws ApiException, InterruptedException {
        JsonNode metadata = object.path("metadata");
        return type(object)
                .path(
                        metadata.path("namespace").asText(""),
                        metadata.path("name").asText());
    }

    private ResourceType type(ObjectNode object) throws ApiException, InterruptedException {
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        String key = apiVersion + " " + kind;
        ResourceType known = types.get(key);
        if (known != null) {
            return known;
        }
        int slash = apiVersion.indexOf('/');
        GroupKind groupKind = new GroupKind(slash < 0 ? "" : apiVersion.substring(0, slash), kind);
        ResourceType found = ServedTypes.find(api, groupKind, List.of(apiVersion.substring(slash + 1)))
                .orElseThrow(() -> new IllegalArgumentException(cluster + " does not serve " + key));
        types.put(key, found);
        return found;
    }

    @Override
    public void close() {
        api.close();
    }
}
