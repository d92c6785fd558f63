// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.RunningVersions;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl version}: the version of this build, and of the plane that runs on the management cluster. */
@Command(
        name = "version",
        description = "Print the version of meshctl, and of what runs on the management cluster if one can be reached.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl version -o json",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:also when no management cluster can be reached, which is said",
            "2:the options or a kubeconfig that was named cannot be used"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--client", description = "Only the version of meshctl; no cluster is asked.")
    private boolean client;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private ReportOptions report;

    @Override
    public Integer call() throws UnusableKubeconfigException, InterruptedException {
        Optional<RunningVersions> running = client ? Optional.empty() : running();
        PrintWriter out = command.commandLine().getOut();
        if (report.format == DataFormat.TEXT) {
            print(running, out);
        } else {
            report.format.print(tree(running), out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private Optional<RunningVersions> running() throws UnusableKubeconfigException, InterruptedException {
        try (Cluster management = kube.management()) {
            return Optional.of(RunningVersions.read(management, report.plane.namespace, Instant.now()));
        } catch (ApiException e) {
            return unreached(String.valueOf(e.getMessage()));
        } catch (UnusableKubeconfigException e) {
            if (kube.given()) {
                throw e;
            }
            return unreached(String.valueOf(e.getMessage()));
        }
    }

    private Optional<RunningVersions> unreached(String why) {
        PrintWriter err = command.commandLine().getErr();
        err.println("The version on the management cluster is not known: " + why);
        err.flush();
        return Optional.empty();
    }

    private void print(Optional<RunningVersions> running, PrintWriter out) {
        out.println("meshctl " + weftVersion() + " (Java " + javaVersion() + ")");
        running.ifPresent(versions -> {
            for (RunningVersions.Process process : versions.processes()) {
                out.println(process.name() + " "
                        + (process.version().isEmpty() ? "of an unknown version" : process.version())
                        + (process.runs() ? "" : " (does not run now)")
                        + (differs(process) ? ": other than meshctl" : ""));
            }
            for (RunningVersions.Deployed deployment : versions.deployments()) {
                for (RunningVersions.Image image : deployment.images()) {
                    out.println("Deployment " + deployment.name() + "." + report.plane.namespace + ": "
                            + image.container() + " " + image.domain() + "/" + image.path() + " " + image.version());
                }
            }
            if (versions.processes().isEmpty() && versions.deployments().isEmpty()) {
                out.println("Nothing of Weft runs in namespace " + report.plane.namespace + ".");
            }
        });
    }

    private static boolean differs(RunningVersions.Process process) {
        return !process.version().isEmpty() && !process.version().equals(weftVersion());
    }

    /** The reference's format, with what its processes do not say beside it. */
    private ObjectNode tree(Optional<RunningVersions> running) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("client").put("version", weftVersion()).put("java", javaVersion());
        if (running.isEmpty()) {
            root.putNull("server");
            return root;
        }
        ObjectNode server = root.putArray("server").addObject().put("namespace", report.plane.namespace);
        ArrayNode components = server.putArray("components");
        for (RunningVersions.Deployed deployment : running.get().deployments()) {
            ArrayNode images = components
                    .addObject()
                    .put("componentName", deployment.name())
                    .putArray("images");
            deployment
                    .images()
                    .forEach(image -> images.addObject()
                            .put("name", image.container())
                            .put("domain", image.domain())
                            .put("path", image.path())
                            .put("version", image.version()));
        }
        ArrayNode processes = server.putArray("processes");
        running.get()
                .processes()
                .forEach(process -> processes
                        .addObject()
                        .put("name", process.name())
                        .put("version", process.version())
                        .put("running", process.runs())
                        .put("skew", differs(process)));
        return root;
    }

    private static String javaVersion() {
        return Runtime.version().toString();
    }

    /** The Maven version this was built as, such as {@code 0.1.0-SNAPSHOT}. */
    static String weftVersion() {
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the build"));
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code meshctl --version} prints: the version alone. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {weftVersion()};
        }
    }
}
