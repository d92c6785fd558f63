// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Child processes with a log each. They and whatever they start end with {@link #close}, or when this JVM ends in whatever way.
 */
public final class Children implements AutoCloseable {

    private static final int TAIL = 30;
    private static final int SECONDS_TO_DIE = 10;

    private final Path work;
    private final Path logs;
    private final Reaper reaper;
    private final Set<String> labels = ConcurrentHashMap.newKeySet();

    /**
     * @param work for the state of the processes; deleted at the end
     * @param logs for their logs; stays
     */
    public Children(Path work, Path logs) throws IOException {
        this.work = work;
        this.logs = Files.createDirectories(logs);
        this.reaper = new Reaper(work);
    }

    /** A folder of that name for the state of a process. */
    public Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    /**
     * Starts a process in a process group of its own.
     *
     * @param label names its log, which goes on when these children had one of that label before
     * @param environment all that it gets besides PATH
     */
    public Child start(String label, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        List<String> grouped = new ArrayList<>(List.of("setsid"));
        grouped.addAll(command);
        File log = log(label).toFile();
        if (labels.add(label)) {
            Files.deleteIfExists(log.toPath()); // of another run
        }
        ProcessBuilder builder = new ProcessBuilder(grouped)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        reaper.watchGroup(process);
        return new Child(label, process, log.toPath());
    }

    private Path log(String label) {
        return logs.resolve(label + ".log");
    }

    @Override
    public void close() throws IOException {
        reaper.close();
    }

    /** A process that was started. */
    public record Child(String label, Process process, Path log) {

        public boolean isAlive() {
            return process.isAlive();
        }

        /** Asks it to end and waits until it has. */
        public void end() throws IOException, InterruptedException {
            process.destroy();
            if (!process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
                kill();
            }
        }

        /** Kills it and all that it has started, and waits until it is gone. */
        public void kill() throws IOException, InterruptedException {
            new ProcessBuilder("/bin/sh", "-c", "kill -9 -\"$0\"", String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            process.destroyForcibly().waitFor();
        }

        /** What its log ends with, for messages. */
        public String tail() throws IOException {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        }

        /** @throws AssertionError with the end of its log when it has ended: waiting for it is of no use */
        public void mustLive() throws IOException {
            if (!process.isAlive()) {
                throw new AssertionError(label + " has ended with exit code " + process.exitValue()
                        + "; the end of its log:\n" + tail());
            }
        }
    }
}
