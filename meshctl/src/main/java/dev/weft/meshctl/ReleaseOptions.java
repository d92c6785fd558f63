// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Option;

/** Which installation is meant. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReleaseOptions {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane (default: ${DEFAULT-VALUE}).")
    String namespace;

    @Option(
            names = "--release-name",
            defaultValue = "weft",
            paramLabel = "NAME",
            description = "Name of the Helm release (default: ${DEFAULT-VALUE}).")
    String name;
}
