// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** An API server as its administrator sees it. */
public interface Administrator {

    /**
     * The object or list at a path; empty when there is none.
     *
     * @param path with query, already escaped
     * @throws UncheckedIOException when the server does not answer
     */
    Optional<ObjectNode> find(String path);

    /**
     * Changes an object.
     *
     * @param contentType which kind of patch it is
     * @throws CommandFailedException when the server refuses it
     * @throws UncheckedIOException when the server does not answer
     */
    void patch(String path, String contentType, JsonNode body) throws CommandFailedException;

    /**
     * Deletes an object at once; one that is gone is no failure.
     *
     * @throws CommandFailedException when the server refuses it
     * @throws UncheckedIOException when the server does not answer
     */
    void delete(String path) throws CommandFailedException;
}
