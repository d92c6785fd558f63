// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Ends child processes when this JVM ends, in whatever way: a shell reads from a pipe whom to watch and kills them all as soon as the pipe
 * closes, which the operating system does even after {@code kill -9} or {@code Runtime.halt}. SIGKILL, because an API server takes 3
 * seconds for a polite end and has nothing worth saving.
 *
 * <p>The shell leads a session of its own, so that who kills the whole group of this JVM does not kill it too. A process that has ended is
 * forgotten: its number may soon be somebody else's.
 */
public final class Reaper implements AutoCloseable {

    private static final String SCRIPT = """
        trap '' INT TERM HUP
        watched=
        forget() {
          left=
          for id in $watched; do [ "$id" = "$1" ] || left="$left $id"; done
          watched=$left
        }
        while read -r what id; do
          case $what in
            watch) watched="$watched $id" ;;
            ended) forget "$id" ;;
            group-ended) kill -9 "-$id" 2>/dev/null; forget "$id"; forget "-$id" ;;
          esac
        done
        [ -z "$watched" ] || kill -9 $watched 2>/dev/null
        rm -rf "$0"
        """;

    /** A system without {@code setsid} has to do without a session. */
    private static final String IN_SESSION =
            "command -v setsid >/dev/null && exec setsid /bin/sh -c \"$1\" \"$0\"; exec /bin/sh -c \"$1\" \"$0\"";

    private final Process shell;
    private final Writer orders;
    private boolean closed;

    /** @param folder deleted at the end, after the processes; need not exist */
    public Reaper(Path folder) throws IOException {
        shell = new ProcessBuilder("/bin/sh", "-c", IN_SESSION, folder.toString(), SCRIPT).start();
        orders = shell.outputWriter();
    }

    /** From now on the process ends when this JVM does. */
    public void watch(Process process) throws IOException {
        order("watch " + process.pid());
        process.onExit().thenRun(() -> forget("ended " + process.pid()));
    }

    /** Likewise with all that the process has started, which end when it does: it must lead a process group. */
    public void watchGroup(Process leader) throws IOException {
        order("watch " + leader.pid());
        order("watch -" + leader.pid());
        leader.onExit().thenRun(() -> forget("group-ended " + leader.pid()));
    }

    private void forget(String order) {
        try {
            order(order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void order(String order) throws IOException {
        if (!closed) {
            orders.write(order + "\n");
            orders.flush();
        }
    }

    /** Kills everything that is watched and waits until the folder is gone. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            orders.close();
        }
        shell.onExit().join();
    }
}
