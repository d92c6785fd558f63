// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real kubectl against one server, with no configuration but its own. */
public final class Kubectl {

    /** @param printed stdout and stderr as they came */
    public record Answer(int exitCode, String printed) {}

    private final List<String> prefix;

    private Kubectl(List<String> prefix) {
        this.prefix = prefix;
    }

    /** @param folder for the kubeconfig */
    public static Kubectl of(KubernetesTools.Built tools, ApiServer server, Path folder) throws IOException {
        return of(tools, Files.writeString(folder.resolve(server.name() + ".kubeconfig"), server.kubeconfig()));
    }

    /** With a kubeconfig that is there already. */
    public static Kubectl of(KubernetesTools.Built tools, Path kubeconfig) {
        return new Kubectl(List.of(tools.program("kubectl").toString(), "--kubeconfig", kubeconfig.toString()));
    }

    /** Runs it. */
    public Answer run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), printed);
    }

    /** Runs it and fails unless it succeeds; returns what it printed. */
    public String must(String... arguments) throws IOException, InterruptedException {
        Answer answer = run(arguments);
        if (answer.exitCode() != 0) {
            throw new AssertionError("kubectl " + String.join(" ", arguments) + ":\n" + answer.printed());
        }
        return answer.printed();
    }
}
