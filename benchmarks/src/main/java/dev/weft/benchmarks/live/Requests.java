// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.live;

import dev.weft.sandbox.hooks.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what servers were asked over the network, by verb and resource. Safe for several threads. */
final class Requests {

    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

    private final Map<String, Long> counts = new TreeMap<>();
    private final AtomicLong writes = new AtomicLong();

    void follow(Transcript transcript) {
        transcript.listen(this::count);
    }

    private void count(Transcript.Entry entry) {
        if (!Thread.currentThread().isVirtual()) {
            return; // not over the network: the scene is set and looked at by a platform thread
        }
        String resource = resource(entry.path());
        if (entry.code() < 300
                && WRITES.contains(entry.verb())
                && !Set.of("leases", "selfsubjectaccessreviews").contains(resource)) {
            writes.incrementAndGet();
        }
        synchronized (counts) {
            String refused = entry.code() >= 300 ? " (" + entry.code() + ")" : "";
            counts.merge(entry.verb() + " " + resource + refused, 1L, Long::sum);
        }
    }

    /** The resource of a path, with its subresource: {@code meshes/status}. Of other paths the path. */
    private static String resource(String pathAndQuery) {
        String path = pathAndQuery.replaceFirst("\\?.*", "");
        List<String> parts = List.of(path.substring(1).split("/"));
        int after = parts.getFirst().equals("api") ? 2 : 3;
        if (parts.size() <= after) {
            return path;
        }
        if (parts.get(after).equals("namespaces") && parts.size() > after + 2) {
            after += 2;
        }
        return parts.get(after) + (parts.size() > after + 2 ? "/" + parts.get(after + 2) : "");
    }

    /** Writes that took effect, leases and questions about rights aside. */
    long writes() {
        return writes.get();
    }

    /** Forgets what was counted by verb and resource, and says it: {@code create workloads 4370}, the most frequent first. */
    List<String> take() {
        synchronized (counts) {
            List<String> lines = counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(count -> count.getKey() + " " + count.getValue())
                    .toList();
            counts.clear();
            return lines;
        }
    }
}
