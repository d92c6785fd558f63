// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.meshctl.launch.Shell.Outcome;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code build/find-jdk.sh}. The least version is set to one that no JDK has, so that the JDKs of this machine do not count.
 */
class FindJdkTest {

    private static final String FIND =
            ". \"$1/build/find-jdk.sh\"; WEFT_JDK_MIN=9000; weft_find_jdk && echo \"$JAVA_HOME $WEFT_JDK_FEATURE $WEFT_JDK_VERSION\"";

    @TempDir
    private Path folder;

    private Path home;
    private Path tools;
    private Map<String, String> environment;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        home = Files.createDirectories(folder.resolve("home of a user"));
        tools = folder.resolve("tools");
        environment = Shell.environment(home, tools);
    }

    @Test
    void takesJavaHomeBeforeAllOthers() throws IOException {
        Path first = Shell.fakeJdk(folder.resolve("first"), "9000.0.1");
        javaOnPath(Shell.fakeJdk(folder.resolve("second"), "9001"));
        Shell.fakeJdk(home.resolve(".jdks/third"), "9002");
        environment.put("JAVA_HOME", first.toString());
        assertThat(find().out()).isEqualTo(first + " 9000 9000.0.1\n");
    }

    @Test
    void takesTheJavaOnPathBeforeTheInstallFolders() throws IOException {
        Path second = Shell.fakeJdk(folder.resolve("second"), "9001");
        javaOnPath(second);
        Shell.fakeJdk(home.resolve(".jdks/third"), "9002");
        assertThat(find().out()).isEqualTo(second + " 9001 9001\n");
    }

    @Test
    void passesByAJavaHomeThatIsTooOldOrGoneOrOnlyARuntime() throws IOException {
        Path good = Shell.fakeJdk(home.resolve(".jdks/good"), "9000");
        Path old = Shell.fakeJdk(folder.resolve("old"), "1.8.0_402");
        Path runtime = Shell.fakeJdk(folder.resolve("runtime"), "9003");
        Files.delete(runtime.resolve("bin/javac"));
        for (Path candidate : new Path[] {old, runtime, folder.resolve("gone")}) {
            environment.put("JAVA_HOME", candidate.toString());
            assertThat(find().out()).as("JAVA_HOME=%s", candidate).isEqualTo(good + " 9000 9000\n");
        }
    }

    @Test
    void takesTheNewestOfTheInstallFoldersAlsoUnderAHomeWithSpaces() throws IOException {
        Shell.fakeJdk(home.resolve(".jdks/a"), "9001");
        Path newest = Shell.fakeJdk(home.resolve(".sdkman/candidates/java/b c"), "9010.0.2");
        Shell.fakeJdk(home.resolve(".sdkman/candidates/java/d"), "9009");
        assertThat(find().out()).isEqualTo(newest + " 9010 9010.0.2\n");
    }

    @Test
    void asksJavaItselfWhereAJdkHasNoReleaseFile() throws IOException {
        Path jdk = Shell.fakeJdk(folder.resolve("jdk"), "");
        Files.delete(jdk.resolve("release"));
        Shell.script(jdk.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"9004.0.1\" 2099-01-01' >&2\n");
        environment.put("JAVA_HOME", jdk.toString());
        assertThat(find().out()).isEqualTo(jdk + " 9004 9004.0.1\n");
    }

    @Test
    void namesEveryPlaceItSearchedWhenThereIsNone() throws IOException {
        Path old = Shell.fakeJdk(folder.resolve("old"), "17.0.9");
        environment.put("JAVA_HOME", old.toString());
        Path runtime = Shell.fakeJdk(home.resolve(".jdks/runtime"), "9001");
        Files.delete(runtime.resolve("bin/javac"));
        Outcome outcome = find();
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("No JDK 9000 or newer was found.")
                .contains("JAVA_HOME: " + old + ": JDK 17.0.9")
                .contains("PATH: no java")
                .contains("/usr/lib/jvm/*")
                .contains(home + "/.sdkman/candidates/java/*: no JDK")
                .contains(home + "/.jdks/*: " + runtime + ": Java 9001, but without javac")
                .contains("export JAVA_HOME=");
    }

    @Test
    void mvnwNamesMavenWhenItIsMissing() throws IOException {
        environment.put("JAVA_HOME", Shell.fakeJdk(folder.resolve("jdk"), "25").toString());
        Shell.script(tools.resolve("dirname"), "#!/bin/sh\necho \"${1%/*}\"\n");
        Outcome outcome = Shell.run(
                folder, environment, "sh", Checkout.root().resolve("mvnw").toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("Maven was not found").contains("apt-get install maven");
    }

    private void javaOnPath(Path jdk) throws IOException {
        Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    }

    private Outcome find() {
        return Shell.run(
                folder, environment, "sh", "-c", FIND, "sh", Checkout.root().toString());
    }
}
