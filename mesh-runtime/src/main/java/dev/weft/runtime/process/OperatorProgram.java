// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.output.OwnerLabels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the main of an operator does around its process: health and metrics, and an end on SIGTERM. */
public final class OperatorProgram {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorProgram.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private OperatorProgram() {}

    /**
     * Runs until SIGTERM or SIGINT, and ends the JVM with 0 then.
     *
     * @throws IOException when the port of the metrics is taken
     */
    public static void run(OperatorParts parts, OperatorSettings settings, OperatorOptions options)
            throws IOException, InterruptedException {
        ServedOperator operator = ServedOperator.start(
                parts, settings, new InetSocketAddress(options.metricsAddress(), options.metricsPort()));
        LOG.atInfo().addKeyValue("port", operator.port()).log("metrics and health are served");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            operator.close();
            // The JVM would end with 143 after SIGTERM; all that was begun has been finished.
            Runtime.getRuntime().halt(0);
        }));
        Thread.currentThread().join();
    }

    /** The version of this build, such as {@code 0.1.0-SNAPSHOT}. */
    public static String version() {
        try (InputStream file = Objects.requireNonNull(
                OperatorProgram.class.getResourceAsStream("version.properties"),
                "the build has packaged no version.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The plane's id: the first 12 hex digits of the uid of the management cluster's kube-system namespace. Asks until the server says
     * something; empty when this identity may not know.
     */
    public static String plane(OperatorSettings settings) throws InterruptedException {
        try (KubeApi api = KubeApis.connect(settings.management(), settings.clients(), "weft/" + settings.version())) {
            while (true) {
                try {
                    return OwnerLabels.plane(api.call(ApiCall.get("/api/v1/namespaces/kube-system"))
                            .path("metadata")
                            .path("uid")
                            .asText(""));
                } catch (ApiException e) {
                    if (e.code() == 403 || e.code() == 404) {
                        LOG.warn("outputs get no label weft.dev/plane: {}", e.getMessage());
                        return "";
                    }
                    LOG.warn("the management cluster cannot be asked yet: {}", e.getMessage());
                    Thread.sleep(AGAIN);
                }
            }
        }
    }
}
