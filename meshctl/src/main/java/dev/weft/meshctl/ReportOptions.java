// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Option;

/** Which plane a report is about, and how it is printed. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReportOptions {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane (default: ${DEFAULT-VALUE}).")
    String namespace;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json|yaml",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    DataFormat format;
}
