// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.telemetry.Metric;
import java.util.List;

/** The metrics of the agent. */
public final class AgentMetric {

    private static final String REASON = "reason";

    static final Metric EXPIRY = Metric.gauge(
            "weft_certificate_expiry_seconds",
            "Seconds until the stored certificate that ends first ends; not a number when none is stored.");
    static final Metric STANDING = Metric.gauge(
            "weft_issued_certificates", "IssuedCertificates by the reason of their condition Ready.", REASON);
    static final Metric FAILURES = Metric.counter(
            "weft_certificate_failures_total",
            "How often an IssuedCertificate began to wait for somebody to do something, also where that was over before anybody looked.",
            REASON);

    /** All of them. */
    public static final List<Metric> ALL = List.of(EXPIRY, STANDING, FAILURES);

    private AgentMetric() {}
}
