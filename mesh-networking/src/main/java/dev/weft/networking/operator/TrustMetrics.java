// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.translate.TrustStanding;
import dev.weft.runtime.process.ProcessMetrics;
import dev.weft.telemetry.Metric;
import java.util.List;
import java.util.stream.Collectors;

/** The metrics of VirtualMeshes with a common root. Their labels are VirtualMeshes and their members, of which there are few, and fixed words. */
public final class TrustMetrics {

    private static final String NAMESPACE = "namespace";
    private static final String VIRTUAL_MESH = "virtual_mesh";

    /** A time, as Prometheus recommends: what is left is {@code - time()}, which also counts down where nobody passes. */
    static final Metric EXPIRY = Metric.gauge(
            "weft_authority_expiry_timestamp_seconds",
            "When the certificate of a mesh's authority ends, as its agent tells, in seconds since 1970; absent while none is told.",
            ProcessMetrics.OPERATOR,
            "cluster",
            "mesh");

    static final Metric PHASE = Metric.gauge(
            "weft_trust_phase",
            "1 for how far a VirtualMesh is under its common root, 0 for all other phases: "
                    + words(TrustStanding.PHASES) + ". Absent where no common root is asked for.",
            ProcessMetrics.OPERATOR,
            NAMESPACE,
            VIRTUAL_MESH,
            "phase");

    static final Metric FAILURES = Metric.counter(
            "weft_trust_failures_total",
            "How often somebody began to have to do something about the trust of a VirtualMesh, counted for each mesh or certificate: "
                    + words(TrustStanding.REASONS) + ".",
            ProcessMetrics.OPERATOR,
            NAMESPACE,
            VIRTUAL_MESH,
            "reason");

    /** All of them. */
    public static final List<Metric> ALL = List.of(EXPIRY, PHASE, FAILURES);

    private TrustMetrics() {}

    private static String words(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
    }
}
