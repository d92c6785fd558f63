// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.appmesh;

import java.util.List;
import java.util.Optional;

/**
 * The Amazon resource name of an App Mesh mesh: {@code arn:PARTITION:appmesh:REGION:ACCOUNT:mesh/NAME}.
 *
 * @param text the whole
 */
public record MeshArn(String text, String region, String account, String name) {

    private static final String RESOURCE = "mesh/";

    /** Empty when {@code text} is no such name. */
    public static Optional<MeshArn> parse(String text) {
        List<String> parts = List.of(text.split(":", 6));
        if (parts.size() != 6
                || !parts.get(0).equals("arn")
                || parts.get(3).isEmpty()
                || parts.get(4).isEmpty()) {
            return Optional.empty();
        }
        String resource = parts.get(5);
        String name = resource.startsWith(RESOURCE) ? resource.substring(RESOURCE.length()) : resource;
        return name.isEmpty() ? Optional.empty() : Optional.of(new MeshArn(text, parts.get(3), parts.get(4), name));
    }
}
