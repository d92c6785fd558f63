// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    private static String script(String shell) {
        StringWriter out = new StringWriter();
        assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("completion", shell))
                .isZero();
        return out.toString();
    }

    /** What bash offers behind the words, of which the last one is unfinished. */
    private static String offered(Path folder, String... words) throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), script("bash"));
        String array = String.join(" ", words);
        Process bash = new ProcessBuilder("bash", "-c", """
                source "$0"; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_meshctl; echo "${COMPREPLY[@]}"
                """.formatted(array), script.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(answer).isZero();
        return answer.strip();
    }

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        assertThat(offered(folder, "meshctl", "ren")).isEqualTo("render");
        assertThat(offered(folder, "meshctl", "cluster", "reg")).isEqualTo("register");
        assertThat(offered(folder, "meshctl", "render", "--snap")).isEqualTo("--snapshot");
    }

    @Test
    void zshGetsTheSameScript() {
        assertThat(script("zsh")).isEqualTo(script("bash")).contains("bashcompinit");
    }
}
