// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.meshctl.launch.Shell.Outcome;
import dev.weft.meshctl.launch.Shell.Started;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/meshctl} in a checkout that has the real scripts, but a Maven and a JDK that only note what they are asked. */
class LauncherTest {

    /** Notes each build in the file {@code builds} and leaves jars where Maven would. */
    private static final String MAVEN = """
            #!/bin/sh
            root=$(dirname "$0")
            echo built >>"$root/builds"
            sleep "$(cat "$root/build-seconds")"
            [ ! -e "$root/broken" ] || { echo "[ERROR] Main.java:[3,7] ';' expected"; exit 1; }
            echo "[INFO] Building weft-meshctl 0.1.0                   [1/1]"
            mkdir -p "$root/meshctl/target/launchers/meshctl/lib"
            cp "$root/main.jar" "$root/meshctl/target/launchers/meshctl/lib/main.jar"
            mkdir -p "$root/meshctl/target/launchers/meshctl/helm"
            cp "$root/main.jar" "$root/meshctl/target/launchers/meshctl/helm/helm.jar"
            mkdir -p "$root/e2e/target/launchers"
            cp "$root/main.jar" "$root/e2e/target/launchers/e2e.jar"
            printf no-newline-at-the-end
            """;

    /** Makes an archive when it is trained, otherwise prints its pid and its arguments. */
    private static final String JAVA = """
            #!/bin/sh
            for argument; do
              case $argument in
                -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo trained >"${argument#*=}"; exit 0 ;;
              esac
            done
            echo "$$ $LC_ALL"
            printf '<%s>\\n' "$@"
            """;

    @TempDir
    private Path folder;

    private Path root;
    private Map<String, String> environment;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        root = folder.resolve("a check out");
        for (String file : List.of("bin/meshctl", "build/launch.sh", "build/find-jdk.sh")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.copy(Checkout.root().resolve(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve("meshctl/src/main"));
        Files.writeString(root.resolve("build-seconds"), "0");
        Files.writeString(root.resolve("main.jar"), "no jar");
        Shell.script(root.resolve("mvnw"), MAVEN);
        environment = Shell.environment(folder.resolve("home"), folder.resolve("tools"));
        Shell.script(folder.resolve("tools/dirname"), "#!/bin/sh\necho \"${1%/*}\"\n");
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.3").toString());
    }

    @Test
    void buildsOnFirstUseSayingSoAndNotAgain() throws IOException {
        Outcome first = meshctl("version");
        assertThat(first.code()).isZero();
        assertThat(first.err())
                .contains("meshctl: first use: building")
                .contains("[1/1] meshctl")
                .contains("preparing a fast start on JDK 25.0.3");
        Outcome second = meshctl("version");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("<-XX:AOTCache=" + root + "/target/launchers/build-");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceHasChanged() throws IOException {
        meshctl("version");
        Path source = Files.writeString(root.resolve("meshctl/src/main/Main.java"), "class Main {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(meshctl("version").err()).contains("the sources have changed: building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void replacesItselfByTheJvmAndPassesArgumentsAsTheyAre() throws IOException {
        meshctl("version");
        Outcome outcome = meshctl("render", "a b", "", "*", "$HOME", "'\"");
        assertThat(outcome.out()).startsWith(outcome.pid() + " ");
        assertThat(outcome.out()).endsWith("<dev.weft.meshctl.Main>\n<render>\n<a b>\n<>\n<*>\n<$HOME>\n<'\">\n");
    }

    @Test
    void findsTheRealServersOfTheDemoOnlyWhenTheyAreAskedFor() {
        meshctl("version");
        for (List<String> other : List.of(List.of("demo", "--keep"), List.of("render", "--real"))) {
            assertThat(meshctl(other.toArray(String[]::new)).out()).doesNotContain("e2e.jar", "weft.checkout");
        }
        assertThat(meshctl("demo", "--keep", "--real").out())
                .contains("/lib/main.jar:", "/real/e2e.jar>\n", "<-Dweft.checkout=" + root + ">\n");
    }

    @Test
    void findsHelmOnlyForTheCommandsThatInstall() {
        meshctl("version");
        assertThat(meshctl("render", "install").out()).doesNotContain("helm.jar");
        for (String command : List.of("install", "upgrade", "uninstall")) {
            assertThat(meshctl(command).out()).contains("/lib/main.jar:", "/helm/helm.jar>\n");
        }
    }

    @Test
    void usesUtf8WhateverTheLocaleSays() {
        meshctl("version");
        assertThat(meshctl("version").out()).contains(" C.UTF-8\n");
        environment.put("LC_ALL", "de_DE.UTF-8");
        assertThat(meshctl("version").out()).contains(" de_DE.UTF-8\n");
    }

    @Test
    void startsThroughSymbolicLinksFromAnywhere() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../a check out/bin/meshctl"));
        Files.createSymbolicLink(folder.resolve("absolute"), elsewhere.resolve("relative"));
        for (Path link : List.of(elsewhere.resolve("relative"), folder.resolve("absolute"))) {
            Outcome outcome = Shell.run(elsewhere, environment, link.toString(), "version");
            assertThat(outcome.code()).as(outcome.err()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
        assertThat(Shell.run(root.resolve("bin"), environment, "sh", "meshctl", "version")
                        .code())
                .isZero();
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws IOException {
        Files.writeString(root.resolve("build-seconds"), "1");
        List<Started> starts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            starts.add(Shell.start(folder, environment, List.of(root + "/bin/meshctl", "version")));
        }
        for (Started start : starts) {
            Outcome outcome = start.finish();
            assertThat(outcome.code()).as(outcome.err()).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void takesOverTheLockOfAProcessThatHasDied() throws IOException {
        long dead = Shell.run(folder, environment, "sh", "-c", "exit 0").pid();
        Path lock = Files.createDirectories(root.resolve("target/launchers")).resolve("lock");
        Files.createSymbolicLink(lock, Path.of(Long.toString(dead)));
        assertThat(meshctl("version").code()).isZero();
        assertThat(Files.exists(lock, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        Files.writeString(root.resolve("target"), "in the way");
        Outcome outcome = meshctl("version");
        assertThat(outcome.code()).isEqualTo(126);
        assertThat(outcome.err())
                .contains(root + "/target/launchers cannot be written to")
                .contains("Make that folder writable");
    }

    @Test
    void startsWithoutAnArchiveForItsJdkWhereItCannotWriteOne() throws IOException {
        meshctl("version");
        environment.put("JAVA_HOME", jdk("jdk-21", "21.0.9").toString());
        Shell.script(folder.resolve("tools/ln"), "#!/bin/sh\nexit 1\n");
        Outcome outcome = meshctl("version");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("<version>").doesNotContain("Archive", "AOT");
    }

    @Test
    void showsTheErrorsOfABuildThatFailsAndNeverStartsWhatIsOlder() throws IOException {
        meshctl("version");
        Files.setLastModifiedTime(
                root.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(5)));
        Files.writeString(root.resolve("broken"), "");
        for (int i = 0; i < 2; i++) {
            Outcome outcome = meshctl("version");
            assertThat(outcome.code()).isEqualTo(126);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .contains("[ERROR] Main.java:[3,7] ';' expected")
                    .contains(root + "/target/launchers/build.log");
        }
        Files.delete(root.resolve("broken"));
        assertThat(meshctl("version").code()).isZero();
    }

    @Test
    void preparesAgainForAnotherJdkAndAfterTheCheckoutHasMoved() throws IOException {
        meshctl("version");
        environment.put("JAVA_HOME", jdk("jdk-21", "21.0.9").toString());
        assertThat(meshctl("version").err()).isEqualTo("meshctl: preparing a fast start on JDK 21.0.9\n");
        assertThat(meshctl("version").out()).contains("<-XX:SharedArchiveFile=" + root);
        root = Files.move(root, folder.resolve("moved"));
        assertThat(meshctl("version").err()).isEqualTo("meshctl: preparing a fast start on JDK 21.0.9\n");
        assertThat(meshctl("version").out()).contains("<-XX:SharedArchiveFile=" + root);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void startsWithoutAnArchiveWhenTheJdkMakesNone() throws IOException {
        Path jdk = jdk("jdk-25", "25.0.3");
        Shell.script(jdk.resolve("bin/java"), JAVA.replace("echo trained >\"${argument#*=}\"; ", ""));
        assertThat(meshctl("version").err()).contains("this JDK has made no archive");
        Outcome outcome = meshctl("version");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).doesNotContain("AOTCache").contains("<version>");
    }

    /** With the JDK of this test instead of a fake one. */
    @Test
    void startsWithAnArchiveThatIsDamagedOrGone() throws IOException {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        mainJar();
        Outcome first = meshctl("hello");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo("hello\n");
        Path archive;
        try (var found = Files.walk(root.resolve("target/launchers"))) {
            archive = found.filter(file -> file.endsWith("archive-meshctl"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 3));
        assertThat(meshctl("hello").out()).as("cut short").isEqualTo("hello\n");
        Files.writeString(archive, "this is no archive");
        assertThat(meshctl("hello").out()).as("overwritten").isEqualTo("hello\n");
        Files.delete(archive);
        Outcome gone = meshctl("hello");
        assertThat(gone.out()).as("gone").isEqualTo("hello\n");
        assertThat(gone.code()).isZero();
    }

    /** A jar with a Main that prints its first argument. */
    private void mainJar() throws IOException {
        Path source = folder.resolve("dev/weft/meshctl/Main.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                "package dev.weft.meshctl; public class Main { public static void main(String[] a) { System.out.println(a[0]); } }");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        try (var jar = new JarOutputStream(Files.newOutputStream(root.resolve("main.jar")))) {
            jar.putNextEntry(new JarEntry("dev/weft/meshctl/Main.class"));
            jar.write(Files.readAllBytes(folder.resolve("dev/weft/meshctl/Main.class")));
        }
    }

    private Path jdk(String name, String version) throws IOException {
        Path jdk = Shell.fakeJdk(folder.resolve(name), version);
        Shell.script(jdk.resolve("bin/java"), JAVA);
        return jdk;
    }

    private Outcome meshctl(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(root + "/bin/meshctl");
        command.addAll(List.of(arguments));
        return Shell.start(folder, environment, command).finish();
    }

    private int builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }
}
