// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.install.HelmValues;
import dev.weft.meshctl.install.PlaneCharts;
import dev.weft.meshctl.install.PlaneInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What install and upgrade have in common. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PlaneOptions {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?");

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
            description =
                    "One value, as YAML, for example discovery.replicas=2; may be repeated, counts more than files.")
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

    @Option(
            names = "--take-over-after",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description =
                    "How long a release that another run is at may stand still before that run is taken for interrupted"
                            + " (default: ${DEFAULT-VALUE}).")
    private int takeOverAfter;

    /**
     * @param charts beside which the values are copied
     * @throws ParameterException for options that cannot be used
     */
    PlaneInstallation.Request request(PlaneCharts charts) {
        if (timeout < 1 || takeOverAfter < 1) {
            throw unusable("--timeout and --take-over-after must be at least 1 second");
        }
        if (!NAME.matcher(release.plane.namespace).matches()
                || !NAME.matcher(release.name).matches()) {
            throw unusable("--namespace and --release-name are lower case letters, digits and hyphens");
        }
        if (release.name.equals(PlaneCharts.KINDS)) {
            throw unusable("--release-name " + release.name + " is the name of the release of the kinds");
        }
        return new PlaneInstallation.Request(
                release.plane.namespace,
                release.name,
                values(charts),
                noWait ? Optional.empty() : Optional.of(Duration.ofSeconds(timeout)),
                Duration.ofSeconds(takeOverAfter));
    }

    private HelmValues values(PlaneCharts charts) {
        for (Path file : files) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw unusable("--values " + file + " cannot be read");
            }
        }
        try {
            return HelmValues.of(files, single, reset, charts);
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unusable("--values cannot be read: " + e.getMessage());
        }
    }

    private ParameterException unusable(String why) {
        return new ParameterException(command.commandLine(), why);
    }
}
