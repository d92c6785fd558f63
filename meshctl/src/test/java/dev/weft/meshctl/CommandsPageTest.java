// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/reference/commands.md} is what {@code --help} says; {@code -Dgolden.update=true} writes it anew. */
class CommandsPageTest {

    private static final Path PAGE = Checkout.root().resolve("docs/reference/commands.md");

    private static final String INTRODUCTION = """
            # Commands

            What `meshctl COMMAND --help` says. [render](render.md), [describe](describe.md), [validate](validate.md), [plan](plan.md),
            [convert](convert.md), [demo](demo.md) and [the commands on clusters](meshctl.md) have pages of their own, which say more.

            A program `meshctl-NAME` in a folder of `PATH` is a command `meshctl NAME`: it gets the arguments behind its name, and its exit code is
            that of meshctl.

            This page is generated from the commands in the code; HACKING.md says how.
            """;

    private static final Pattern CALL = Pattern.compile("(?:^|\\()meshctl ([^)>]*)");

    @Test
    void saysWhatTheHelpSays() throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        commands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                page.append("\n## ").append(name).append("\n\n```\n");
                page.append(command.getUsageMessage(Ansi.OFF).strip()).append("\n```\n");
            }
        });
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "./mvnw -B -q -Dquick -pl meshctl -am test -Dtest=CommandsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dgolden.update=true")
                .hasContent(page.toString());
    }

    @Test
    void everyCommandHasAnExampleThatIsTaken() {
        commands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                List<String> examples = examples(command);
                assertThat(examples).as(name).isNotEmpty();
                for (String example : examples) {
                    assertThat("meshctl " + example).as("is about the command").startsWith(name);
                    Main.commandLine().parseArgs(example.split(" +"));
                }
            }
        });
    }

    private static List<String> examples(CommandLine command) {
        List<String> examples = new ArrayList<>();
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            Matcher call = CALL.matcher(line.strip());
            if (call.find()) {
                examples.add(call.group(1).strip());
            }
        }
        return examples;
    }

    /** All that there are, by their whole names. */
    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands = new TreeMap<>();
        collect(Main.commandLine(), commands);
        return commands;
    }

    private static void collect(CommandLine command, Map<String, CommandLine> commands) {
        commands.put(command.getCommandSpec().qualifiedName(), command);
        command.getSubcommands().values().forEach(each -> collect(each, commands));
    }
}
