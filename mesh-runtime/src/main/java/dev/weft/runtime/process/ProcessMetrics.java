// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.telemetry.Metric;
import java.util.List;

/** The metrics of every operator. */
public final class ProcessMetrics {

    /** The first label of all of them: {@code mesh-discovery} or {@code mesh-networking}. */
    public static final String OPERATOR = "operator";

    static final Metric PASS = Metric.summary("weft_pass_seconds", "Time of passes: facts in, plan out.", OPERATOR);
    static final Metric FAILURES =
            Metric.counter("weft_pass_failures_total", "Passes that ended with a defect.", OPERATOR);
    static final Metric OBJECTS =
            Metric.counter("weft_objects_total", "Changed objects that passes took in.", OPERATOR);
    static final Metric WRITES = Metric.counter("weft_writes_total", "Writes that passes decided on.", OPERATOR);
    static final Metric LEADING =
            Metric.gauge("weft_leading", "1 if this process writes, 0 if another one does.", OPERATOR);
    static final Metric TOKEN = Metric.gauge(
            "weft_token_expiry_seconds",
            "Seconds until the first token of a registered cluster expires; absent where none does.",
            OPERATOR,
            "cluster");

    /** Of all operators. */
    public static final List<Metric> ALL = List.of(PASS, FAILURES, OBJECTS, WRITES, LEADING, TOKEN);

    /** Of operators that count what they want. */
    public static final Metric OUTPUTS = Metric.gauge(
            "weft_outputs",
            "Objects that the meshes of a cluster shall have, by what they are for; absent where there are none, and while another process"
                    + " leads.",
            OPERATOR,
            "cluster",
            "source",
            "group",
            "kind");

    private ProcessMetrics() {}
}
