// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The API server of a cluster, as its administrator sees it. It keeps its objects and its address when it is cut off. */
public interface StageServer {

    String url();

    /** Of the administrator. */
    String kubeconfig();

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

    /** The server ends: connections break, new ones are refused. */
    void cutOff() throws IOException, InterruptedException;

    /** The server is there again. */
    void comeBack() throws IOException, InterruptedException;
}
