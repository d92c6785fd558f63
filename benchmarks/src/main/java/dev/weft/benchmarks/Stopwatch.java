// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures repetitions of one thing: wall time, CPU time of the thread that does it, and CPU time of the whole process, the collector and
 * the compilers of the JVM included.
 */
final class Stopwatch {

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final List<Long> wall = new ArrayList<>();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long cpu;
    private long own;

    void measure(Runnable work) {
        long cpuBefore = system.getProcessCpuTime();
        long ownBefore = threads.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        work.run();
        wall.add(System.nanoTime() - before);
        own += threads.getCurrentThreadCpuTime() - ownBefore;
        cpu += system.getProcessCpuTime() - cpuBefore;
    }

    /** Milliseconds: the middle one. */
    double median() {
        return sorted(0.5);
    }

    /** Milliseconds: 95 of 100 are not longer. */
    double late() {
        return sorted(0.95);
    }

    private double sorted(double quantile) {
        List<Long> sorted = new ArrayList<>(wall);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(quantile * (sorted.size() - 1)))) / 1e6;
    }

    /** Milliseconds of CPU time of the thread for one repetition, on average. */
    double own() {
        return own / 1e6 / wall.size();
    }

    /** Milliseconds of CPU time of the process for one repetition, on average. */
    double cpu() {
        return cpu / 1e6 / wall.size();
    }

    static String text(double milliseconds) {
        if (milliseconds < 10) {
            return String.format(Locale.ROOT, "%.2f ms", milliseconds);
        }
        return milliseconds < 1_000
                ? String.format(Locale.ROOT, "%.0f ms", milliseconds)
                : String.format(Locale.ROOT, "%.1f s", milliseconds / 1_000);
    }
}
