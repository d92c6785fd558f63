// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which installation is meant. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReleaseOptions {

    @Mixin
    NamespaceOption plane;

    @Option(
            names = "--release-name",
            defaultValue = "weft",
            paramLabel = "NAME",
            description = "Name of the Helm release (default: ${DEFAULT-VALUE}).")
    String name;
}
