// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.runtime.folder.EmbeddedYaml;
import java.util.ArrayList;
import java.util.List;

/**
 * What the stand-in reads of a mesh configuration.
 *
 * @param trustDomain of the mesh
 * @param roots of {@code caCertificates}
 */
record MeshSettings(String trustDomain, List<Certificate> roots) {

    private static final String TRUST_DOMAIN = "cluster.local";

    MeshSettings {
        roots = List.copyOf(roots);
    }

    /** What cannot be read counts as if it were not there. */
    static MeshSettings read(String text) {
        return EmbeddedYaml.parse("mesh", text) instanceof EmbeddedYaml.Tree tree
                ? of(tree.tree())
                : new MeshSettings(TRUST_DOMAIN, List.of());
    }

    private static MeshSettings of(JsonNode settings) {
        List<Certificate> roots = new ArrayList<>();
        for (JsonNode entry : settings.path("caCertificates")) {
            try {
                roots.addAll(Certificate.readAll(entry.path("pem").asText("")));
            } catch (PkiException e) {
                // Nor would istiod hand it on.
            }
        }
        return new MeshSettings(settings.path("trustDomain").asText(TRUST_DOMAIN), roots);
    }
}
