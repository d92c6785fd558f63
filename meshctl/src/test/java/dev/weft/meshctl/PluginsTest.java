// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    private Plugins plugins() {
        return new Plugins(first + File.pathSeparator + File.pathSeparator + second);
    }

    private static Path program(Path folder, String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void M10_theExitCodeOfAPluginIsThatOfMeshctl() throws Exception {
        Path seven = program(first, "meshctl-seven", "#!/bin/sh\nexit 7\n");

        assertThat(plugins().find("seven")).contains(seven);
        assertThat(Plugins.run(seven)).isEqualTo(7);
    }

    @Test
    void aPluginIsGivenAllOtherArguments() throws Exception {
        Path out = second.resolve("arguments");
        Path program = program(first, "meshctl-tell", "#!/bin/sh\nout=$1\nshift\nprintf '%s,' \"$@\" > \"$out\"\n");

        assertThat(Plugins.run(program, out.toString(), "a b", "--help", "")).isZero();

        assertThat(out).hasContent("a b,--help,,");
    }

    @Test
    void theFirstFolderOfPathWins() throws Exception {
        program(second, "meshctl-a", "#!/bin/sh\n");
        Path own = program(first, "meshctl-a", "#!/bin/sh\n");

        assertThat(plugins().find("a")).contains(own);
    }

    @Test
    void whatCannotBeRunIsNoPlugin() throws Exception {
        Files.writeString(first.resolve("meshctl-text"), "no program");
        Files.createDirectory(first.resolve("meshctl-folder"));

        assertThat(plugins().find("text")).isEmpty();
        assertThat(plugins().find("folder")).isEmpty();
        assertThat(plugins().find("none")).isEmpty();
    }

    @Test
    void aNameLeadsNowhereElse() throws Exception {
        Path folder = Files.createDirectory(first.resolve("meshctl-x"));
        program(folder, "y", "#!/bin/sh\n");

        assertThat(plugins().find("x/y")).isEmpty();
        assertThat(plugins().find("--help")).isEmpty();
        assertThat(plugins().find("")).isEmpty();
    }

    @Test
    void aProgramThatTheSystemRefusesIsTold() throws Exception {
        Path broken = program(first, "meshctl-broken", "#!/no/such/interpreter\n");

        assertThatThrownBy(() -> Plugins.run(broken)).isInstanceOf(IOException.class);
    }
}
