// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import java.util.List;

/**
 * What a process tells of itself in numbers, as those who alert on it know it. Everything with the prefix {@code weft_} is declared as one of
 * these, in a catalogue of which the page of metrics is made.
 *
 * @param name as Prometheus has it, with unit and, for a counter, {@code _total}
 * @param help a sentence: what is told, and when it is absent
 * @param labels names, in the order in which values are given; values are of few things
 */
public record Metric(String name, Type type, String help, List<String> labels) {

    /** What its values do. */
    public enum Type {
        /** Goes up and down. */
        GAUGE,
        /** Only goes up, from nothing when the process starts. */
        COUNTER,
        /** Times: quantiles of late, how many, their sum, and the longest of late. */
        SUMMARY
    }

    public Metric {
        labels = List.copyOf(labels);
    }

    public static Metric gauge(String name, String help, String... labels) {
        return new Metric(name, Type.GAUGE, help, List.of(labels));
    }

    public static Metric counter(String name, String help, String... labels) {
        return new Metric(name, Type.COUNTER, help, List.of(labels));
    }

    public static Metric summary(String name, String help, String... labels) {
        return new Metric(name, Type.SUMMARY, help, List.of(labels));
    }
}
