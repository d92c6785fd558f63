// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which plane a report is about, and how it is printed. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReportOptions {

    @Mixin
    NamespaceOption plane;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json|yaml",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    DataFormat format;
}
