// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.InCluster;
import dev.weft.runtime.cluster.KubeconfigReader;
import dev.weft.runtime.cluster.UnusableKubeconfigException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.watch.WatchSettings;
import dev.weft.telemetry.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that both operators have; those of the reference are kept where they still mean something. */
public final class OperatorOptions {

    @Option(
            names = {"-n", "--namespace"},
            description = "Where Weft is installed. Default: environment POD_NAMESPACE, else gloo-mesh.")
    private @Nullable String namespace;

    @Option(
            names = "--settings",
            paramLabel = "NS/NAME",
            description = "The Settings that count. Default: settings, where Weft is installed.")
    private @Nullable String settings;

    @Option(names = "--settings-name", hidden = true)
    private @Nullable String settingsName;

    @Option(names = "--settings-namespace", hidden = true)
    private @Nullable String settingsNamespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the management cluster: server, CA and credentials inside of the file. Default: the"
                            + " service account of the pod.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            defaultValue = "9091",
            description = "Port of /metrics, /healthz and /readyz; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int metricsPort;

    @Option(
            names = "--metrics-address",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String metricsAddress = "0.0.0.0";

    @Option(names = "--log-format", defaultValue = "json", description = "json or text. Default: ${DEFAULT-VALUE}.")
    private Logs.Format logFormat = Logs.Format.JSON;

    @Option(names = "--verbose", description = "Also log what is of use when looking for a defect.")
    private boolean verbose;

    /** Where Weft is installed. */
    public String installNamespace(Map<String, String> environment) {
        return namespace != null && !namespace.isEmpty()
                ? namespace
                : environment.getOrDefault("POD_NAMESPACE", "gloo-mesh");
    }

    /**
     * The Settings that count.
     *
     * @throws IllegalArgumentException when the flag is not NS/NAME
     */
    public Ref settings(Map<String, String> environment) {
        String install = installNamespace(environment);
        if (settings != null) {
            int slash = settings.indexOf('/');
            if (slash < 1 || slash == settings.length() - 1) {
                throw new IllegalArgumentException("--settings: expected NS/NAME, found " + settings);
            }
            return new Ref(settings.substring(0, slash), settings.substring(slash + 1));
        }
        return new Ref(orElse(settingsNamespace, install), orElse(settingsName, "settings"));
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null || text.isEmpty() ? otherwise : text;
    }

    /**
     * The management cluster.
     *
     * @throws IllegalArgumentException when there is no kubeconfig and this is no pod, or the file cannot be used
     */
    public Endpoint management(Map<String, String> environment) {
        Path file = kubeconfig;
        if (file == null) {
            return ofPod(environment);
        }
        try {
            return KubeconfigReader.read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("--kubeconfig: " + file + " cannot be read: " + e.getMessage(), e);
        } catch (UnusableKubeconfigException e) {
            throw new IllegalArgumentException("--kubeconfig: " + e.getMessage(), e);
        }
    }

    private static Endpoint ofPod(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "this is not a pod (KUBERNETES_SERVICE_HOST is not set): say --kubeconfig FILE");
        }
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        try {
            return InCluster.endpoint(host, port, InCluster.MOUNT);
        } catch (IOException e) {
            throw new IllegalArgumentException("the service account of the pod cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Where and how an operator runs in a process of its own.
     *
     * @param name of the program
     * @throws IllegalArgumentException as {@link #management}
     */
    public OperatorSettings operator(String name, Map<String, String> environment) {
        return new OperatorSettings(
                management(environment),
                installNamespace(environment),
                new JdkClients(),
                WatchSettings.DEFAULT,
                LeaseTimes.DEFAULT,
                name + "-" + UUID.randomUUID(),
                OperatorProgram.version());
    }

    String metricsAddress() {
        return metricsAddress;
    }

    int metricsPort() {
        return metricsPort;
    }

    /** Sets the log up. */
    public void setUpLogs() {
        Logs.setUp(logFormat, verbose);
    }
}
