// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of {@code meshctl}. Exit codes are those of {@link ExitCode}. */
@Command(
        name = "meshctl",
        description = "Weft: a management plane for many service meshes in many clusters.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class Main implements Runnable {

    private static final int HELP_WIDTH = 100;

    /** In the order of the help. */
    private static final SequencedMap<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Optional<Path> plugin = plugin(args);
        System.exit(plugin.isPresent() ? run(plugin.get(), args) : run(commandLine(args), args));
    }

    /** The program that the first argument means. PATH is looked at only where that is no command of ours. */
    private static Optional<Path> plugin(String[] args) {
        return args.length == 0 || COMMANDS.containsKey(args[0])
                ? Optional.empty()
                : new Plugins(System.getenv().getOrDefault("PATH", "")).find(args[0]);
    }

    private static int run(Path plugin, String[] args) throws InterruptedException {
        try {
            return Plugins.run(plugin, Arrays.copyOfRange(args, 1, args.length));
        } catch (IOException e) {
            System.err.println("Error: " + plugin + " cannot be run: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Also what no command can catch ends in an exit code and a hint. */
    static int run(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (OutOfMemoryError e) {
            long megabytes = Runtime.getRuntime().maxMemory() / (1024 * 1024);
            command.getErr()
                    .println("not enough memory: this takes more than the " + megabytes
                            + " MB that Java may use here; allow more with JAVA_TOOL_OPTIONS=-Xmx4g");
            return ExitCode.UNUSABLE;
        } catch (StackOverflowError e) {
            return bug(e, command);
        }
    }

    private static SequencedMap<String, Supplier<Object>> commands() {
        SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("render", RenderCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("describe", DescribeCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("install", InstallCommand::new);
        commands.put("upgrade", UpgradeCommand::new);
        commands.put("uninstall", UninstallCommand::new);
        commands.put("cluster", ClusterCommand::new);
        commands.put("trust", TrustCommand::new);
        commands.put("approve", ApproveCommand::new);
        commands.put("mesh", MeshCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("debug", DebugCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("version", VersionCommand::new);
        return Collections.unmodifiableSequencedMap(commands);
    }

    /** The whole command tree; tests give it their own output streams. */
    static CommandLine commandLine() {
        return commandLine(new String[0]);
    }

    /**
     * The command tree as far as it is needed: when the first argument is a command, without the others, since looking at the classes of
     * all is a good part of a short run.
     */
    private static CommandLine commandLine(String[] args) {
        CommandLine tree = new CommandLine(new Main());
        boolean named = args.length > 0 && COMMANDS.containsKey(args[0]);
        for (Map.Entry<String, Supplier<Object>> command : COMMANDS.entrySet()) {
            if (!named || command.getKey().equals(args[0])) {
                tree.addSubcommand(command.getKey(), command.getValue().get());
            }
        }
        return tree.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::explain);
    }

    /** What is wrong and how the command is called; the options are behind {@code --help}, not in the way of the message. */
    private static int refuse(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.print(command.getHelp().synopsisHeading());
        err.print(command.getHelp().synopsis(command.getHelp().synopsisHeadingLength()));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.UNUSABLE;
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof UnusableFolderException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.UNUSABLE;
        }
        if (failure instanceof UnusableKubeconfigException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.UNUSABLE;
        }
        if (failure instanceof CommandFailedException failed) {
            return failed(failed.getMessage(), failed.remedy(), command);
        }
        if (failure instanceof ApiException failed) {
            return failed(failed.getMessage(), CommandFailedException.remedy(failed), command);
        }
        return bug(failure, command);
    }

    /** @param remedy empty when nothing can be advised */
    private static int failed(@Nullable String message, String remedy, CommandLine command) {
        command.getErr().println("Error: " + message);
        remedy.lines().forEach(line -> command.getErr().println("  -> " + line));
        command.getErr().flush();
        return ExitCode.FAILED;
    }

    private static int bug(Throwable failure, CommandLine command) {
        command.getErr().println("meshctl has a bug. Please report it, if you can with the snapshot:");
        failure.printStackTrace(command.getErr());
        return ExitCode.BUG;
    }

    /** {@code meshctl} without a command: help, as the reference does it. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
