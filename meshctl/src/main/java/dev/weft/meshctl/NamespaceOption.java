// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import picocli.CommandLine.Option;

/** Which plane of a management cluster is meant. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NamespaceOption {

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "gloo-mesh",
            paramLabel = "NS",
            description = "Install namespace of the plane (default: ${DEFAULT-VALUE}).")
    String namespace;
}
