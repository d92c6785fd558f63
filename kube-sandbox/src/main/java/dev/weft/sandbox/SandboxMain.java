// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import dev.weft.sandbox.hooks.Transcript;
import dev.weft.sandbox.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The program {@code bin/kube-sandbox}. */
public final class SandboxMain {
    private static final String USAGE =
            "usage: kube-sandbox [--port 0] [--name N] [--load DIR]... [--data DIR] [--audit FILE]";

    private SandboxMain() {}

    private record Arguments(int port, String name, List<Path> load, Optional<Path> data, Optional<Path> audit) {}

    /** Runs until SIGTERM or SIGINT. Exit: 0 ended by a signal, 1 cannot run, 2 usage. */
    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        Arguments arguments;
        try {
            arguments = parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("kube-sandbox: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        try {
            run(arguments, System.out);
        } catch (IOException e) {
            System.err.println("kube-sandbox: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Arguments parse(List<String> args) {
        int port = 0;
        String name = "kube-sandbox";
        List<Path> load = new ArrayList<>();
        Optional<Path> data = Optional.empty();
        Optional<Path> audit = Optional.empty();
        for (int i = 0; i < args.size(); i += 2) {
            String flag = args.get(i);
            if (!List.of("--port", "--name", "--load", "--data", "--audit").contains(flag)) {
                throw new IllegalArgumentException("unknown argument " + flag);
            }
            if (i + 1 == args.size()) {
                throw new IllegalArgumentException(flag + " needs a value");
            }
            String value = args.get(i + 1);
            switch (flag) {
                case "--port" -> port = port(value);
                case "--name" -> name = name(value);
                case "--load" -> load.add(folder(value));
                case "--data" -> data = Optional.of(Path.of(value));
                default -> audit = Optional.of(Path.of(value));
            }
        }
        return new Arguments(port, name, load, data, audit);
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65535) {
            throw new IllegalArgumentException("--port is a number from 0 to 65535, on 127.0.0.1 only; not " + value);
        }
        return Integer.parseInt(value);
    }

    private static String name(String value) {
        if (!value.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("--name is letters, digits, '-', '_' and '.'; not " + value);
        }
        return value;
    }

    private static Path folder(String value) {
        Path folder = Path.of(value);
        if (!Files.exists(folder)) {
            throw new IllegalArgumentException("--load " + value + ": there is no such folder");
        }
        return folder;
    }

    private static void run(Arguments arguments, PrintStream out) throws IOException, InterruptedException {
        SandboxOptions options = SandboxOptions.named(arguments.name())
                .withPort(arguments.port())
                .withLoad(arguments.load());
        if (arguments.data().isPresent()) {
            options = options.withData(arguments.data().get());
        }
        Optional<FileChannel> audit = arguments.audit().isPresent()
                ? Optional.of(privateFile(arguments.audit().get(), true))
                : Optional.empty();
        Sandbox sandbox = Sandbox.start(options);
        audit.ifPresent(file -> sandbox.transcript().listen(entry -> append(file, entry)));
        sandbox.loadProblems().forEach(problem -> System.err.println("kube-sandbox: not loaded: " + problem));
        Path kubeconfig = kubeconfigFile(arguments, sandbox);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            sandbox.close();
            // The JVM ends with 143 after SIGTERM; the contract says 0. All is closed and written.
            Runtime.getRuntime().halt(0);
        }));
        out.println("KUBECONFIG=" + kubeconfig);
        out.flush();
        Thread.currentThread().join();
    }

    private static Path kubeconfigFile(Arguments arguments, Sandbox sandbox) throws IOException {
        Path folder = arguments.data().isPresent()
                ? arguments.data().get()
                : Files.createTempDirectory(
                        "kube-sandbox-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve("kubeconfig").toAbsolutePath();
        Files.deleteIfExists(file);
        try (FileChannel channel = privateFile(file, false)) {
            channel.write(ByteBuffer.wrap(sandbox.kubeconfig().getBytes(StandardCharsets.UTF_8)));
        }
        if (arguments.data().isEmpty()) {
            file.toFile().deleteOnExit();
        }
        return file;
    }

    private static FileChannel privateFile(Path file, boolean append) throws IOException {
        EnumSet<StandardOpenOption> how = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (append) {
            how.add(StandardOpenOption.APPEND);
        }
        return FileChannel.open(
                file, how, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void append(FileChannel file, Transcript.Entry entry) {
        String line = Json.text(Json.object()
                .put("user", entry.user())
                .put("verb", entry.verb())
                .put("path", entry.path())
                .put("code", entry.code())
                .put("ms", entry.millis()));
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (file) {
                file.write(bytes);
            }
        } catch (IOException e) {
            System.err.println("kube-sandbox: cannot write the audit file: " + e.getMessage());
        }
    }
}
