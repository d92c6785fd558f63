// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl version}. */
@Command(name = "version", description = "Print the version.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            paramLabel = "text|json",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        String version = version();
        String text =
                switch (format) {
                    case text -> "meshctl " + version;
                    case json -> "{\"version\":\"" + version + "\"}";
                };
        command.commandLine().getOut().println(text);
        return ExitCode.OK;
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "unknown");
    }
}
