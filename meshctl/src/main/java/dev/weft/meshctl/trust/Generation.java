// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;

/** Which root a VirtualMesh has made for it, and how it is asked for another one. */
public final class Generation {

    private static final String ROOT = "/spec/mtlsConfig/shared/rootCertificateAuthority";

    private Generation() {}

    /**
     * The number that it asks for now.
     *
     * @throws CommandFailedException when it asks for no root that is made
     */
    public static long of(JsonNode virtualMesh, String name) throws CommandFailedException {
        if (!virtualMesh.at("/spec/mtlsConfig/shared").isObject()) {
            throw new CommandFailedException(
                    "VirtualMesh " + name + " asks for no common root", "Set spec.mtlsConfig.shared.");
        }
        if (virtualMesh.at(ROOT + "/secret").isObject()) {
            throw new CommandFailedException(
                    "VirtualMesh " + name + " is under a root of yours",
                    "Put the other root into another Secret, and name that in"
                            + " spec.mtlsConfig.shared.rootCertificateAuthority.secret; name the first one again to go back.");
        }
        return Math.max(1, virtualMesh.at(ROOT + "/generated/generation").asLong(1));
    }

    /** A merge patch that asks for another one, and has an effect only on the object as it was read. */
    public static ObjectNode patch(JsonNode virtualMesh, long generation) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("uid", virtualMesh.at("/metadata/uid").asText(""))
                .put(
                        "resourceVersion",
                        virtualMesh.at("/metadata/resourceVersion").asText(""));
        patch.putObject("spec")
                .putObject("mtlsConfig")
                .putObject("shared")
                .putObject("rootCertificateAuthority")
                .putObject("generated")
                .put("generation", generation);
        return patch;
    }
}
