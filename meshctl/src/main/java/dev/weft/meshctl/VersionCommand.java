// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl version}: the version of this build and of the Java it runs on. */
@Command(name = "version", description = "Print the version of meshctl.")
final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> out.println("meshctl " + weftVersion() + " (Java " + javaVersion() + ")");
            case JSON -> out.println("{\"version\": \"" + weftVersion() + "\", \"java\": \"" + javaVersion() + "\"}");
        }
        out.flush();
        return 0;
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
