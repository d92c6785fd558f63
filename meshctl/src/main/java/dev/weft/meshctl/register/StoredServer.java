// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.runtime.folder.EmbeddedYaml;

/** What a stored kubeconfig says of its server, whoever wrote it. */
final class StoredServer {

    private StoredServer() {}

    /** The first server; empty when the text tells none. */
    static String url(String kubeconfig) {
        return EmbeddedYaml.parse("kubeconfig", kubeconfig) instanceof EmbeddedYaml.Tree tree
                ? tree.tree()
                        .path("clusters")
                        .path(0)
                        .path("cluster")
                        .path("server")
                        .asText("")
                : "";
    }
}
