// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * How a server starts.
 *
 * @param name of the cluster in kubeconfig files
 * @param port on 127.0.0.1, 0 for a free one
 * @param tls false for plain HTTP
 * @param data where objects and keys are kept; empty = in memory only
 * @param load folders of YAML for an empty store; ignored when the data folder holds objects
 * @param history how many changes of each resource are remembered for watches and continued lists
 * @param watchBuffer how many events may wait for a slow watcher before its watch is closed
 * @param controllers owners, namespaces and service accounts are looked after
 * @param clock for timestamps and expiry
 */
public record SandboxOptions(
        String name,
        int port,
        boolean tls,
        Optional<Path> data,
        List<Path> load,
        int history,
        int watchBuffer,
        boolean controllers,
        InstantSource clock) {

    public static SandboxOptions named(String name) {
        return new SandboxOptions(
                name, 0, true, Optional.empty(), List.of(), 10_000, 10_000, true, InstantSource.system());
    }

    public SandboxOptions withPort(int other) {
        return new SandboxOptions(name, other, tls, data, load, history, watchBuffer, controllers, clock);
    }

    public SandboxOptions withTls(boolean other) {
        return new SandboxOptions(name, port, other, data, load, history, watchBuffer, controllers, clock);
    }

    public SandboxOptions withData(Path folder) {
        return new SandboxOptions(name, port, tls, Optional.of(folder), load, history, watchBuffer, controllers, clock);
    }

    public SandboxOptions withLoad(List<Path> folders) {
        return new SandboxOptions(
                name, port, tls, data, List.copyOf(folders), history, watchBuffer, controllers, clock);
    }

    public SandboxOptions withHistory(int other) {
        return new SandboxOptions(name, port, tls, data, load, other, watchBuffer, controllers, clock);
    }

    public SandboxOptions withWatchBuffer(int other) {
        return new SandboxOptions(name, port, tls, data, load, history, other, controllers, clock);
    }

    public SandboxOptions withControllers(boolean other) {
        return new SandboxOptions(name, port, tls, data, load, history, watchBuffer, other, clock);
    }

    public SandboxOptions withClock(InstantSource other) {
        return new SandboxOptions(name, port, tls, data, load, history, watchBuffer, controllers, other);
    }
}
