// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.plane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.ServedTypes;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the objects of a cluster's folder on a real API server, with the status that controllers and kubelets would have given them: no
 * such thing runs here. Owner references keep the uids of the folder, so nothing may run that collects garbage.
 */
final class Seed {

    private static final GroupKind DEFINITION = new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");
    private static final List<GroupKind> FIRST = List.of(DEFINITION, new GroupKind("", "Namespace"));
    private static final List<String> GIVEN_BY_SERVERS =
            List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KubeApi api;
    private final Map<String, ResourceType> types = new HashMap<>();

    private Seed(KubeApi api) {
        this.api = api;
    }

    /**
     * Applies all objects: definitions first, then namespaces, then the rest in the order of the folder.
     *
     * @param administrator of the server
     */
    static void plant(Endpoint administrator, Path folder)
            throws ApiException, InterruptedException, UnusableFolderException {
        List<RawObject> objects = ObjectFiles.read(List.of(folder.toString()), InputStream.nullInputStream()).stream()
                .sorted(Comparator.comparingInt(Seed::rank))
                .toList();
        try (KubeApi api = KubeApis.connect(administrator, new JdkClients(), "test")) {
            Seed seed = new Seed(api);
            for (RawObject object : objects) {
                seed.apply(object);
            }
        }
    }

    private static int rank(RawObject object) {
        int index = FIRST.indexOf(object.id().kind());
        return index < 0 ? FIRST.size() : index;
    }

    private void apply(RawObject object) throws ApiException, InterruptedException {
        String path = type(object).path(object.id());
        ObjectNode body = object.body().deepCopy();
        body.remove("status");
        if (body.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(GIVEN_BY_SERVERS);
        }
        api.call(ApiCall.apply(path, body, "seed"));
        boolean written =
                !object.status().isMissingNode() && !object.id().kind().equals(DEFINITION);
        if (written) {
            ObjectNode status = JsonNodeFactory.instance.objectNode();
            status.put("apiVersion", object.apiVersion())
                    .put("kind", object.id().kind().kind());
            status.putObject("metadata").put("name", object.id().name());
            status.set("status", object.status().deepCopy());
            // A server derives it from the spec and refuses any other.
            status.withObject("status").remove("qosClass");
            api.call(ApiCall.apply(path + "/status", status, "seed"));
        }
    }

    /** A definition is served a moment after it was written. */
    private ResourceType type(RawObject object) throws ApiException, InterruptedException {
        GroupKind kind = object.id().kind();
        ResourceType known = types.get(object.apiVersion() + " " + kind.kind());
        long end = System.nanoTime() + LIMIT.toNanos();
        while (known == null) {
            String version = object.apiVersion().substring(object.apiVersion().indexOf('/') + 1);
            Optional<ResourceType> served = ServedTypes.find(api, kind, List.of(version));
            if (served.isPresent()) {
                known = served.get();
                types.put(object.apiVersion() + " " + kind.kind(), known);
            } else if (System.nanoTime() > end) {
                throw new IllegalStateException(object.origin() + ": " + object.apiVersion() + " " + kind.kind()
                        + " is not served within " + LIMIT.toSeconds() + " s");
            } else {
                Thread.sleep(50);
            }
        }
        return known;
    }
}
