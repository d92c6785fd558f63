// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.meshctl.live.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Where the demo plays: what its clusters are made of. The story knows only this. Another stage than {@link #inProcess} is found as a
 * service, by {@code META-INF/services}. Not for several threads.
 */
public interface Stage extends AutoCloseable {

    /** API servers in this process, on which nobody answers requests. */
    static Stage inProcess() {
        return new SandboxStage();
    }

    /** What has to be installed before it can start, for users, and how; empty when everything is there. */
    Optional<String> missing() throws IOException, InterruptedException;

    /** What runs where, in a sentence. */
    String premise();

    /**
     * Starts the clusters, and whatever runs on them; once.
     *
     * @param clusters by name, with files and folders of the objects that each has from the start
     * @param working a folder for the state of servers; need not exist
     * @param logs likewise for what they log
     * @return in the same order
     * @throws CommandFailedException naming what has not started
     */
    SequencedMap<String, StageServer> start(Map<String, List<Path>> clusters, Path working, Path logs)
            throws IOException, InterruptedException, CommandFailedException;

    /** What {@link #start} has started, in a few words. */
    String started();

    /** Who sends requests there; empty where nobody would answer. */
    Optional<Callers> callers();

    /**
     * How an agent on a cluster sees the certificates of istiod and proxies there; empty where no agent is to run. Where nobody answers
     * requests, stand-ins for istiod are what it sees.
     */
    default Optional<Handshakes> handshakes(String cluster) {
        return Optional.empty();
    }

    /** What keeps it from doing what it is there for, for people; empty when nothing does. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Networks in which the gateways of its clusters are and which a plane would not call by itself; empty where there are none. Where somebody
     * answers requests, the meshes trust one another, too.
     */
    List<String> gatewayNetworks();

    /** Ends everything that was started. */
    @Override
    void close() throws IOException;
}
