// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Ends child processes when this JVM ends, in whatever way: a shell reads process ids from a pipe and kills them all as soon as the pipe
 * closes, which the operating system does even after {@code kill -9} or {@code Runtime.halt}. SIGKILL, because an API server takes 3
 * seconds for a polite end and has nothing worth saving.
 */
public final class Reaper implements AutoCloseable {

    private static final String SCRIPT = "trap '' INT TERM HUP; ids=; while read -r id; do ids=\"$ids $id\"; done; "
            + "[ -z \"$ids\" ] || kill -9 $ids 2>/dev/null; rm -rf \"$0\"";

    private final Process shell;
    private final Writer ids;

    /** @param folder deleted at the end, after the processes */
    public Reaper(Path folder) throws IOException {
        shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, folder.toString()).start();
        ids = shell.outputWriter();
    }

    /** From now on the process ends when this JVM does. */
    public synchronized void watch(Process process) throws IOException {
        ids.write(process.pid() + "\n");
        ids.flush();
    }

    /** Likewise with all that the process has started: it must lead a process group. */
    public synchronized void watchGroup(Process leader) throws IOException {
        ids.write("-" + leader.pid() + "\n");
        watch(leader);
    }

    /** Kills everything that is watched and waits until the folder is gone. */
    @Override
    public void close() throws IOException {
        ids.close();
        shell.onExit().join();
    }
}
