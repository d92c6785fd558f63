// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.crds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.Kubectl;
import dev.weft.e2e.servers.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A real API server judges the samples of {@code api-crds} as the test there does. */
class SamplesOnRealServerTest {

    private static final Path ACCEPTED = Path.of("../api-crds/src/test/resources/samples/accepted.yaml");
    private static final Path REFUSED = Path.of("../api-crds/src/test/resources/samples/refused.yaml");
    private static final Pattern HEAD = Pattern.compile(
            "kind: (?<kind>\\w+)\\nmetadata: \\{name: (?<name>[\\w-]+), annotations: \\{refused-at: \"(?<field>[^\"]+)\"}}");
    private static final Pattern ANSWER =
            Pattern.compile("(?<kind>\\w+)(\\.[a-z.]+)? \"(?<name>[\\w-]+)\" is invalid: ");

    private static ApiServers servers;
    private static Kubectl kubectl;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        var tools = RealServers.tools();
        servers = ApiServers.start(tools, false, List.of("samples"));
        kubectl = Kubectl.of(tools, servers.server("samples"), folder);
        kubectl.must("apply", "-f", "../api-crds/crds");
        kubectl.must(
                "wait", "--for=condition=Established", "--timeout=60s", "crd", "-l", "app.kubernetes.io/name=weft");
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void whatTheReferenceStoresIsStoredAndItsStatusToo() throws Exception {
        kubectl.must("create", "--validate=false", "-f", ACCEPTED.toString());
        kubectl.must("replace", "--subresource=status", "--validate=false", "-f", ACCEPTED.toString());
        assertThat(kubectl.must("get", "trafficpolicy", "nulls", "-o", "jsonpath={.spec}"))
                .isEqualTo("{\"corsPolicy\":{\"allowCredentials\":null},\"faultInjection\":{\"fixedDelay\":\"1s\"},"
                        + "\"httpRequestMatchers\":[{\"prefix\":\"/a\"}]}");
        assertThat(kubectl.must("get", "virtualmesh", "unknown-field-where-none-may-be", "-o", "jsonpath={.spec}"))
                .isEqualTo("{\"federation\":{\"permissive\":{}}}");
    }

    /** A wrong status does not hinder the creation of an object, which has none yet; so each is offered twice. */
    @TestFactory
    Stream<DynamicTest> whatIsWrongIsRefusedAtItsField() throws Exception {
        String printed = kubectl.run("create", "--validate=false", "-f", REFUSED.toString())
                        .printed()
                + kubectl.run("replace", "--subresource=status", "--validate=false", "-f", REFUSED.toString())
                        .printed();
        return HEAD.matcher(Files.readString(REFUSED))
                .results()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.group(1) + " " + sample.group(2),
                        () -> assertThat(answer(printed, sample.group(1), sample.group(2)))
                                .containsPattern(Pattern.quote(sample.group(3)) + "[:.\"]")));
    }

    @Test
    void everySampleThatIsToBeRefusedNamesItsField() throws IOException {
        String text = Files.readString(REFUSED);
        assertThat(HEAD.matcher(text).results().count())
                .isEqualTo(text.lines().filter("---"::equals).count() + 1);
    }

    /** What was said about one object, up to what was said about the next. */
    private static String answer(String printed, String kind, String name) {
        Matcher answers = ANSWER.matcher(printed);
        while (answers.find()) {
            if (answers.group("kind").equals(kind) && answers.group("name").equals(name)) {
                int start = answers.end();
                return printed.substring(start, answers.find() ? answers.start() : printed.length());
            }
        }
        return "nothing was said";
    }
}
