// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.certagent.agent.AgentMetric;
import dev.weft.networking.operator.TrustMetrics;
import dev.weft.runtime.process.ProcessMetrics;
import dev.weft.telemetry.Metric;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/metrics.md} is written from the catalogues; {@code -Dgolden.update=true} writes it anew. */
class MetricsPageTest {

    private static final Path PAGE = Checkout.root().resolve("docs/reference/metrics.md");

    private static final String INTRODUCTION = """
            # Metrics

            What the operators and the agent tell at `/metrics` of their [admin port](operators.md), for Prometheus, beside the metrics of the JVM. This page is
            generated from the catalogues in the code; HACKING.md says how.

            A counter starts at 0 with its process. A summary has series for the quantiles 0.5 and 0.99 of late, and `_count`, `_sum` and `_max`. What is told of an
            object is told as long as it is there. What the plane decides is told by the process that leads; so take the `max` over replicas.
            """;

    private static final String ENDING = """

            ## To alert on

            | | |
            |---|---|
            | an authority is not renewed in time (it is when a tenth of its life is left) | `weft_authority_expiry_timestamp_seconds - time() < 14 * 86400`, or less where certificates live for less than half a year |
            | a VirtualMesh is not under its common root for long | `max by (namespace, virtual_mesh) (weft_trust_phase{phase="Shared"}) == 0`, for an hour |
            | somebody has to do something about trust | `increase(weft_trust_failures_total[1h]) > 0`, `increase(weft_certificate_failures_total[1h]) > 0`; what, says the condition `TrustShared` |
            | a cluster is about to be lost | `weft_token_expiry_seconds < 3600` |
            | passes end with a defect | `increase(weft_pass_failures_total[10m]) > 0` |
            | nobody leads | `max by (operator) (weft_leading) == 0` |
            """;

    private static final Pattern NAMED = Pattern.compile("\\bweft_[a-z_]+[a-z]");

    /** By whose they are, one after the other. */
    private record Section(String title, List<Metric> metrics) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("mesh-discovery and mesh-networking", ProcessMetrics.ALL),
            new Section(
                    "mesh-networking",
                    Stream.concat(Stream.of(ProcessMetrics.OUTPUTS), TrustMetrics.ALL.stream())
                            .toList()),
            new Section("cert-agent", AgentMetric.ALL));

    @Test
    void saysWhatTheCataloguesSay() throws IOException {
        String page =
                INTRODUCTION + SECTIONS.stream().map(MetricsPageTest::section).collect(Collectors.joining()) + ENDING;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "./mvnw -B -q -Dquick -pl meshctl -am test -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dgolden.update=true")
                .hasContent(page);
    }

    @Test
    void namesAreThoseThatPrometheusRecommends() {
        assertThat(metrics())
                .extracting(Metric::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("weft_"));
        assertThat(metrics())
                .allMatch(metric -> metric.name().endsWith("_total") == (metric.type() == Metric.Type.COUNTER));
        assertThat(metrics()).extracting(Metric::help).allMatch(text -> text.matches("[A-Z0-9].*\\."));
    }

    @Test
    void whatOtherPagesAndChartsSpeakOfIsThere() throws IOException {
        Set<String> names = metrics().stream().map(Metric::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> spokenOf = new TreeSet<>();
        for (String folder : List.of("docs", "charts")) {
            try (Stream<Path> files = Files.walk(Checkout.root().resolve(folder))) {
                for (Path file : files.filter(MetricsPageTest::isText).toList()) {
                    NAMED.matcher(Files.readString(file)).results().forEach(found -> spokenOf.add(found.group()));
                }
            }
        }
        assertThat(spokenOf).allMatch(name -> names.contains(name.replaceFirst("_(count|sum|max|bucket)$", "")));
    }

    private static boolean isText(Path file) {
        return !file.toString().contains("/target/") && file.toString().matches(".*\\.(md|yaml|json|tpl)");
    }

    private static List<Metric> metrics() {
        return SECTIONS.stream().flatMap(section -> section.metrics().stream()).toList();
    }

    private static String section(Section section) {
        return "\n## Of " + section.title() + "\n\n| metric | type | labels | |\n|---|---|---|---|\n"
                + section.metrics().stream().map(MetricsPageTest::row).collect(Collectors.joining());
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "| `" + metric.name() + "` | " + metric.type().name().toLowerCase(Locale.ROOT) + " | " + labels + " | "
                + metric.help().replaceAll("'([A-Za-z]+)'", "`$1`") + " |\n";
    }
}
