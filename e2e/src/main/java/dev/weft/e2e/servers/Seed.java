// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Puts the objects of a cluster's folder on a real API server, with the status that controllers and kubelets would have given them: no
 * such thing runs here. Owner references keep the uids of the folder, so nothing may run that collects garbage.
 */
public final class Seed {

    private static final GroupKind DEFINITION = new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");
    private static final List<GroupKind> FIRST = List.of(DEFINITION, new GroupKind("", "Namespace"));
    private static final List<String> GIVEN_BY_SERVERS =
            List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Seed() {}

    /** Applies all objects: definitions first, then namespaces, then the rest in the order of the folder. */
    public static void plant(ApiServer server, List<Path> places) throws InterruptedException, UnusableFolderException {
        try (ClusterObjects cluster = ClusterObjects.of(server)) {
            for (ObjectNode wanted : objects(places)) {
                String what = wanted.path("kind").asText() + " "
                        + wanted.at("/metadata/name").asText();
                // A definition is served a moment after it was written.
                Awaiting.until(what + " is taken", LIMIT, () -> {
                    cluster.apply(wanted);
                    return Optional.empty();
                });
            }
        }
    }

    /**
     * The objects in files and folders as {@link #plant} writes them, in its order.
     *
     * @throws UnusableFolderException when something cannot be read
     */
    public static List<ObjectNode> objects(List<Path> places) throws UnusableFolderException {
        List<String> names = places.stream().map(Path::toString).toList();
        return ObjectFiles.read(names, InputStream.nullInputStream()).stream()
                .sorted(Comparator.comparingInt(Seed::rank))
                .map(Seed::wanted)
                .toList();
    }

    private static int rank(RawObject object) {
        int index = FIRST.indexOf(object.id().kind());
        return index < 0 ? FIRST.size() : index;
    }

    /** Without what a server gives and, of a definition, says itself. */
    private static ObjectNode wanted(RawObject object) {
        ObjectNode wanted = object.body().deepCopy();
        wanted.withObject("/metadata").remove(GIVEN_BY_SERVERS);
        if (object.id().kind().equals(DEFINITION)) {
            wanted.remove("status");
        } else if (wanted.get("status") instanceof ObjectNode status) {
            // A server derives it from the spec and refuses any other.
            status.remove("qosClass");
        }
        return wanted;
    }
}
