// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Optional;

/**
 * A cluster for those who only look: there is no way to write through this, whatever the identity behind it may do. Errors are those of
 * {@link KubeApi}, but that an absent object is none.
 */
public final class ClusterReader implements AutoCloseable {

    private static final int PAGE = 500;
    private static final int LISTS = 3;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final String name;
    private final String server;
    private final ReadOnlyApi api;

    ClusterReader(String name, String server, KubeApi api) {
        this.name = name;
        this.server = server;
        this.api = new ReadOnlyApi(api);
    }

    /**
     * Opens a cluster; nothing is sent yet.
     *
     * @param name what people call it, for messages
     * @param version of meshctl, for the server's audit log
     */
    public static ClusterReader open(String name, Endpoint endpoint, String version) {
        return new ClusterReader(name, endpoint.server(), connect(endpoint, version));
    }

    static KubeApi connect(Endpoint endpoint, String version) {
        return new PatientApi(KubeApis.connect(endpoint, new OkHttpClients(), "meshctl/" + version), Thread::sleep);
    }

    public String name() {
        return name;
    }

    public String server() {
        return server;
    }

    ReadOnlyApi api() {
        return api;
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

    /** The uid of the namespace kube-system, by which a cluster is known whatever its address. */
    public String uid() throws ApiException, InterruptedException {
        return find(ResourceTypes.NAMESPACE.path("", "kube-system"))
                .map(namespace -> namespace.path("metadata").path("uid").asText(""))
                .orElse("");
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
