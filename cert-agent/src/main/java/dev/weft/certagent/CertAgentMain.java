// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent;

import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Server;
import dev.weft.certagent.agent.TlsHandshakes;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.telemetry.Logs;
import io.fabric8.kubernetes.client.Config;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cert-agent}: gives the istiod of its cluster a certificate authority under the common root. */
@Command(
        name = "cert-agent",
        mixinStandardHelpOptions = true,
        description = "Gives the istiod of its cluster a certificate authority under the common root.")
public final class CertAgentMain implements Callable<Integer> {

    @Mixin
    private final AgentArguments arguments = new AgentArguments();

    @Option(
            names = "--rsa-key-bits",
            paramLabel = "BITS",
            description = "Make RSA keys of so many bits. Default: ECDSA on P-256.")
    private @Nullable Long rsaKeyBits;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the cluster: server, CA and credentials inside of the file. Default: the service"
                            + " account of the pod.")
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

    private CertAgentMain() {}

    /** Exit: 0 ended by a signal, 1 cannot run, 2 usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CertAgentMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Logs.setUp(logFormat, verbose);
        Map<String, String> environment = System.getenv();
        Config server = kubeconfig == null ? Server.ofPod(environment) : Server.of(kubeconfig);
        CertAgent agent = CertAgent.start(new CertAgent.Settings(
                server,
                arguments.rules(environment),
                keys(),
                InstantSource.system(),
                new TlsHandshakes(),
                new InetSocketAddress(metricsAddress, metricsPort)));
        LoggerFactory.getLogger(CertAgentMain.class)
                .atInfo()
                .addKeyValue("port", agent.port())
                .log("metrics and health are served");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            agent.close();
            // The JVM would end with 143 after SIGTERM; all that was begun has been finished.
            Runtime.getRuntime().halt(0);
        }));
        Thread.currentThread().join();
        return 0;
    }

    private KeySpec keys() {
        try {
            return KeySpec.asked(rsaKeyBits == null ? OptionalLong.empty() : OptionalLong.of(rsaKeyBits));
        } catch (PkiException e) {
            throw new IllegalArgumentException("--rsa-key-bits: " + e.getMessage(), e);
        }
    }
}
