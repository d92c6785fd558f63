// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Option;

/** Whether objects are printed and not written, and how. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DryRunOptions {

    @Option(names = "--dry-run", description = "Print every object instead of writing it; no cluster is asked.")
    boolean asked;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            paramLabel = "yaml|json",
            description = "How --dry-run prints (default: ${DEFAULT-VALUE}).")
    DataFormat format;
}
