// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.CrdFiles;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.sandbox.hooks.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An operator as a process of its own that gets SIGTERM while it writes. It must end that write, give its lease back, and exit with 0.
 */
public final class OperatorUnderSignal implements AutoCloseable {

    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/gloo-mesh/leases/";
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final String lease;
    private final Path log;
    private final Sandbox management = Sandbox.start(SandboxOptions.named("mgmt"));
    private final Process process;

    /**
     * Starts it on a management cluster of its own, with our kinds and the namespace {@code gloo-mesh}.
     *
     * @param main its class
     * @param lease by whose name it is elected
     * @param object of a path on the management cluster, which makes it write; JSON
     * @param folder for what it prints
     */
    public OperatorUnderSignal(Class<?> main, String lease, String path, String object, Path folder)
            throws IOException {
        this.lease = lease;
        this.log = folder.resolve("log");
        for (String yaml : CrdFiles.ofManagement().values()) {
            create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "application/yaml", yaml);
        }
        create("/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"gloo-mesh\"}}");
        create(path, "application/json", object);
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), management.kubeconfig());
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Objects.requireNonNull(System.getProperty("java.class.path")),
                        main.getName(),
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--metrics-address",
                        "127.0.0.1",
                        "--metrics-port",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    public Sandbox management() {
        return management;
    }

    private void create(String path, String type, String body) {
        int code = management
                .call("POST", path, type, body.getBytes(StandardCharsets.UTF_8))
                .code();
        assertThat(code).as(path).isEqualTo(201);
    }

    /**
     * Signals it in the middle of a write.
     *
     * @param resource whose patch is under way then, for example {@code trafficpolicies/status}
     */
    public void endsInOrderWhileItWrites(String resource) throws IOException, InterruptedException {
        CountDownLatch underWay = new CountDownLatch(1);
        management.faults().decide(call -> {
            if (!call.verb().equals("patch") || !call.resource().equals(resource)) {
                return Optional.empty();
            }
            underWay.countDown();
            return Optional.of(new Faults.Delay(SLOW));
        });
        assertThat(underWay.await(LONGEST.toSeconds(), TimeUnit.SECONDS))
                .as("it writes %s; it says %s", resource, said())
                .isTrue();
        assertThat(holder()).startsWith(lease);

        process.destroy();

        assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said()).isZero();
        assertThat(holder()).isEmpty();
        assertThat(management.transcript().entries())
                .as("the write was done, and its answer taken")
                .anyMatch(entry -> entry.verb().equals("patch")
                        && entry.path().contains("/" + resource.substring(0, resource.indexOf('/')))
                        && entry.code() == 200);
    }

    /** Who holds the lease; empty when nobody does. */
    private String holder() {
        String object = new String(
                management.call("GET", LEASES + lease, "", new byte[0]).body(), StandardCharsets.UTF_8);
        String key = "\"holderIdentity\":\"";
        int at = object.indexOf(key) + key.length();
        return at < key.length() ? "" : object.substring(at, object.indexOf('"', at));
    }

    private String said() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        management.close();
    }
}
