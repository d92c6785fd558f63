// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** 20,000 creates, then lists and watches of them; prints a line of a table each. */
final class ServerLoad {
    private static final int OBJECTS = 20_000;
    private static final int WRITERS = 4;
    private static final int WATCHERS = 200;
    private static final int EVENTS = 100;

    private final ServerUnderLoad server;
    private final Client client;
    private final PrintStream out;

    ServerLoad(ServerUnderLoad server, Client client, PrintStream out) {
        this.server = server;
        this.client = client;
        this.out = out;
    }

    void run() throws IOException, InterruptedException, ExecutionException {
        line("start, until /readyz answers", seconds(server.startMillis()));
        line("resident memory after the start", server.residentMebibytes() + " MiB");
        for (int quarter = 0; quarter < 4; quarter++) {
            int first = quarter * OBJECTS / 4;
            int count = OBJECTS / 4;
            double millis = time(() -> create("c-", first, count));
            line(
                    String.format(Locale.ROOT, "creates %,d to %,d", first, first + count),
                    String.format(Locale.ROOT, "%,.0f/s", count / millis * 1000));
        }
        line("resident memory with 20,000 objects", server.residentMebibytes() + " MiB");
        // Of three: the first one pays for compiling the client's code as well.
        line("list of 20,000 in pages of 500, then a watch", ofThree(() -> {
            check(client.list());
            client.watch("?watch=1&resourceVersion=" + client.revision()).close();
            return true;
        }));
        line("watch with sendInitialEvents of 20,000", ofThree(() -> {
            check(client.watchList());
            return true;
        }));
        line(WATCHERS + " watches, until each has had " + EVENTS + " events", seconds(watches()));
        line("resident memory in the end", server.residentMebibytes() + " MiB");
    }

    private void line(String what, String figure) {
        out.println("| " + what + " | " + figure + " |");
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }

    private static void check(int items) throws IOException {
        if (items < OBJECTS) {
            throw new IOException("only " + items + " objects");
        }
    }

    /** Work that may fail as requests do. */
    private interface Work {
        void run() throws IOException, InterruptedException, ExecutionException;
    }

    private static double time(Work work) throws IOException, InterruptedException, ExecutionException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static String ofThree(Callable<Boolean> work) throws IOException {
        List<String> times = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            try {
                work.call();
            } catch (Exception e) {
                throw new IOException(e);
            }
            times.add(seconds((System.nanoTime() - start) / 1e6));
        }
        return String.join(", ", times);
    }

    private void create(String prefix, int first, int count) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger(first);
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(() -> {
                for (int n = next.getAndIncrement(); n < first + count; n = next.getAndIncrement()) {
                    client.create(prefix + n);
                }
                return true;
            });
        }
        all(writers);
    }

    private static void all(List<Callable<Boolean>> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    /** Creates one after the other: the time until every watcher has had all of them. */
    private double watches() throws IOException, InterruptedException, ExecutionException {
        List<BufferedReader> open = new ArrayList<>();
        String query = "?watch=1&resourceVersion=" + client.revision();
        for (int i = 0; i < WATCHERS; i++) {
            open.add(client.watch(query));
        }
        long start = System.nanoTime();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> done = new ArrayList<>();
            for (BufferedReader watch : open) {
                done.add(readers.submit(() -> {
                    for (int i = 0; i < EVENTS; i++) {
                        Client.next(watch);
                    }
                    return true;
                }));
            }
            for (int i = 0; i < EVENTS; i++) {
                client.create("event-" + i);
            }
            for (Future<Boolean> reader : done) {
                reader.get();
            }
        }
        double millis = (System.nanoTime() - start) / 1e6;
        for (BufferedReader watch : open) {
            watch.close();
        }
        return millis;
    }
}
