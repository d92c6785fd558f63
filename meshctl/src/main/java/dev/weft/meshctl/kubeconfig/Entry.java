// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * A cluster, user or context of a kubeconfig.
 *
 * @param what its sort and name, for messages: {@code user 'admin'}
 * @param file where it stands; relative paths in it start from that file's folder
 */
record Entry(String what, JsonNode body, Path file) {

    String text(String field) {
        return body.path(field).asText("");
    }

    boolean has(String field) {
        JsonNode value = body.path(field);
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.textValue().isEmpty());
    }

    /** The PEM text that is inside ({@code field-data}, base64) or in a file ({@code field}); what is inside goes first. */
    Optional<String> pem(String field) throws UnusableKubeconfigException {
        String inline = field + "-data";
        if (has(inline)) {
            try {
                return Optional.of(new String(Base64.getMimeDecoder().decode(text(inline)), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw unusable(inline + " is not base64");
            }
        }
        return has(field) ? Optional.of(content(field)) : Optional.empty();
    }

    /** The text of the file that {@code field} names. */
    String content(String field) throws UnusableKubeconfigException {
        Path path = resolve(text(field));
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw unusable(field + " names " + path + ", which cannot be read");
        }
    }

    Path resolve(String path) {
        return file.toAbsolutePath().resolveSibling(path);
    }

    /** Refuses a field that would change what is asked for or as whom; to overlook it would be worse. */
    void refuse(String field, String remedy) throws UnusableKubeconfigException {
        boolean set = body.path(field).isBoolean() ? body.path(field).booleanValue() : has(field);
        if (set) {
            throw unusable(field + " is not supported; " + remedy);
        }
    }

    UnusableKubeconfigException unusable(String why) {
        return new UnusableKubeconfigException(file + ": " + what + ": " + why);
    }
}
