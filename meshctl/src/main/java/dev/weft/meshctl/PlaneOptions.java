// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.install.HelmValues;
import dev.weft.meshctl.install.PlaneInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What install and upgrade have in common. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PlaneOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    KubeOptions kube;

    @Mixin
    ReleaseOptions release;

    @Mixin
    DryRunOptions dryRun;

    @Option(
            names = {"-f", "--values", "--chart-values-file"},
            paramLabel = "FILE",
            description = "Values of the chart weft, as YAML; may be repeated, the later one counts.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "One value, for example discovery.replicas=2; may be repeated, counts more than files.")
    private Map<String, String> single = new LinkedHashMap<>();

    @Option(
            names = "--reset-values",
            description = "Forget the values that an earlier installation was given (default: they stay).")
    private boolean reset;

    @Option(names = "--no-wait", description = "Do not wait until the operators run.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            defaultValue = "180",
            paramLabel = "SECONDS",
            description = "How long to wait for the operators (default: ${DEFAULT-VALUE}).")
    private int timeout;

    /** @throws ParameterException for options that cannot be used */
    PlaneInstallation.Request request() {
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new ParameterException(command.commandLine(), "--values " + file + " cannot be read");
            }
        }
        if (timeout < 1) {
            throw new ParameterException(command.commandLine(), "--timeout must be at least 1 second");
        }
        return new PlaneInstallation.Request(
                release.namespace,
                release.name,
                new HelmValues(files, single, reset),
                noWait ? Optional.empty() : Optional.of(Duration.ofSeconds(timeout)));
    }
}
