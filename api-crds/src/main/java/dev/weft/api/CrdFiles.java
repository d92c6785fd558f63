// SPDX-License-Identifier: Apache-2.0

package dev.weft.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The committed CustomResourceDefinitions, as whoever installs them needs them. */
public final class CrdFiles {

    private static final String CERTIFICATES = "certificates.mesh.gloo.solo.io";

    private CrdFiles() {}

    /** YAML by name of the definition: the kinds of the management cluster. */
    public static SortedMap<String, String> ofManagement() {
        return read(Kinds.ALL.stream()
                .filter(kind -> !kind.group().equals(CERTIFICATES))
                .toList());
    }

    /** YAML by name of the definition: the kinds that the agent of a registered cluster works with. */
    public static SortedMap<String, String> ofAgent() {
        return read(Kinds.ALL.stream()
                .filter(kind -> kind.group().equals(CERTIFICATES))
                .toList());
    }

    private static SortedMap<String, String> read(List<ApiKind> kinds) {
        SortedMap<String, String> files = new TreeMap<>();
        for (ApiKind kind : kinds) {
            String name = kind.plural() + "." + kind.group();
            try (InputStream file = Objects.requireNonNull(
                    CrdFiles.class.getResourceAsStream("crds/" + name + ".yaml"),
                    "the build has packaged no definition of " + name)) {
                files.put(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }
}
