// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small world in which everything is accepted, to put one bad object into. */
final class GoodWorld {

    static final String GROUP = "networking.mesh.gloo.solo.io/v1alpha2";

    private GoodWorld() {}

    static Situation world() {
        return InProcess.situation()
                .cluster("east")
                .mgmt(
                        "{apiVersion: settings.mesh.gloo.solo.io/v1alpha2, kind: Settings, metadata: {name: settings, namespace: gloo-mesh}}",
                        Discovered.mesh("east"),
                        Discovered.service("reviews", "bookinfo", "east").yaml(),
                        Discovered.service("ratings", "bookinfo", "east").yaml(),
                        Discovered.service("other", "bookinfo", "east").yaml(),
                        policy("good", "retries: {attempts: 3}", "reviews"));
    }

    static String policy(String name, String rules, String service) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: %s, namespace: gloo-mesh}
                spec:
                  destinationSelector:
                  - kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: east}]}
                  %s
                """.formatted(name, service, rules.replace("\n", "\n  "));
    }

    static String access(String name, String rules) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: AccessPolicy
                metadata: {name: %s, namespace: gloo-mesh}
                spec:
                  destinationSelector:
                  - kubeServiceRefs: {services: [{name: other, namespace: bookinfo, clusterName: east}]}
                  %s
                """.formatted(name, rules.replace("\n", "\n  "));
    }

    private static SortedMap<String, String> without(Outcome outcome, String... names) {
        SortedMap<String, String> files = new TreeMap<>(outcome.files());
        files.remove("findings.json");
        files.keySet().removeIf(path -> List.of(names).stream().anyMatch(path::contains));
        return files;
    }

    /** Renders the world with the bad object and makes sure that it disturbs nothing. */
    static Outcome beside(String badObject, String... itsFiles) {
        Outcome good = world().render();
        assertThat(good.exitCode()).as(good.stderr()).isZero();
        Outcome outcome = world().mgmt(badObject).render();
        assertThat(without(outcome, itsFiles)).isEqualTo(without(good, itsFiles));
        return outcome;
    }

    static ReportedFinding only(Outcome outcome, String code) {
        assertThat(outcome.findings(code))
                .as(String.valueOf(outcome.findings()))
                .hasSize(1);
        ReportedFinding finding = outcome.findings(code).get(0);
        assertThat(finding.message()).isNotBlank();
        assertThat(finding.remedy()).isNotBlank();
        return finding;
    }
}
