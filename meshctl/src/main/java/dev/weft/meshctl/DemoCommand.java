// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.demo.Demo;
import dev.weft.meshctl.demo.DemoOptions;
import dev.weft.meshctl.demo.Stage;
import dev.weft.meshctl.demo.Teller;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code meshctl demo}: a plane and three clusters in this process or, with {@code --real}, of real programs; and what they do. */
@Command(
        name = "demo",
        description = "Show a plane at work on three small API servers in this process. Nothing else is touched.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  meshctl demo", "  meshctl demo --keep --dir demo"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything came to be; with --keep: ended by a signal",
            "1:something did not; what and where is said",
            "2:the options or the folder cannot be used",
            "130, 143:ended by SIGINT or SIGTERM before the story was over; nothing is left running"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--keep",
            description = "Stay until SIGINT or SIGTERM, for kubectl; prints READY DIR/demo.json when it is.")
    private boolean keep;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder for kubeconfigs and demo.json (default: a new one, which goes when the demo ends).")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--timeout",
            defaultValue = "120s",
            converter = Seconds.class,
            paramLabel = "TIME",
            description = "For the whole story, such as 90s or 5m (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(names = "--full", description = "Longer scenes: more edits are timed.")
    private boolean full;

    @Option(names = "--register-mgmt", description = "Register the management cluster as a workload cluster too.")
    private boolean registerManagement;

    @Option(
            names = "--real",
            description = "With real API servers, istiods and Envoys on this machine, and requests at the end. They are"
                    + " built once, by e2e/tools/install of a checkout.")
    private boolean real;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "text|json",
            description = "json: print what demo.json holds, and the story to stderr (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    public Integer call() throws Exception {
        Stage stage = real ? realStage() : Stage.inProcess();
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        boolean toError = keep || format == OutputFormat.JSON;
        Teller teller = new Teller(toError ? err : out, !toError && Ansi.AUTO.enabled());
        try (Ending ending = Ending.onSignal()) {
            try {
                play(stage, teller, ending, out);
            } catch (Exception e) {
                if (!ending.isAsked()) {
                    throw e;
                }
                err.println("ended by a signal before the story was over; everything that was started has ended");
                err.flush();
            }
            return ExitCode.OK;
        }
    }

    private void play(Stage stage, Teller teller, Ending ending, PrintWriter out) throws Exception {
        try (Demo demo = open(stage, teller)) {
            try {
                demo.play();
            } finally {
                if (ending.isAsked()) {
                    // What is open is closed in good order all the same.
                    Thread.interrupted();
                }
            }
            if (keep) {
                out.println("READY " + demo.reportFile());
                out.flush();
                ending.await();
            } else if (format == OutputFormat.JSON) {
                out.println(demo.report().toPrettyString());
                out.flush();
            } else {
                out.println(
                        "\nKeep it running and try kubectl on it: bin/meshctl demo --keep" + (real ? " --real" : ""));
                out.flush();
            }
        }
    }

    /** Of a checkout; it is on the class path when {@code bin/meshctl} has started this with the option. */
    private Stage realStage() throws IOException, InterruptedException {
        Stage stage = ServiceLoader.load(Stage.class)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "--real: the real servers are started from a checkout of the source, by its bin/meshctl; without"
                                + " the option the demo needs nothing"));
        Optional<String> missing = stage.missing();
        if (missing.isPresent()) {
            throw new ParameterException(command.commandLine(), "--real: " + missing.get());
        }
        return stage;
    }

    private Demo open(Stage stage, Teller teller) {
        try {
            return new Demo(new DemoOptions(folder, timeout, full, registerManagement), stage, teller);
        } catch (IOException e) {
            String place = folder.map(Path::toString).orElse("a temporary folder");
            throw new ParameterException(command.commandLine(), "--dir: " + place + " cannot be used: " + e, e);
        }
    }

    /** Reads {@code 90s} and {@code 5m}. */
    static final class Seconds implements ITypeConverter<Duration> {

        private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(s|m)");

        @Override
        public Duration convert(String text) {
            Matcher time = TIME.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException("'" + text + "' is no time such as 90s or 5m");
            }
            long number = Long.parseLong(time.group(1));
            return time.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        }
    }
}
