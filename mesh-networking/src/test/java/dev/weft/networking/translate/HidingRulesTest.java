// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules of users count for callers in place of ours, as istiod chooses; golden folder user-config/rules-in-namespaces-of-callers has the words. */
class HidingRulesTest {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final String HOST = "web.app.svc.cluster.local";

    private static final String SUBSET = ", subsets: [{name: 'version-v2', labels: {version: 'v2'}}]";
    private static final String SELECTOR = ", workloadSelector: {matchLabels: {app: 'a'}}";

    private static RawObject rule(String namespace, String name, String spec) {
        return MadeUp.object(
                "east", "networking.istio.io/v1", "DestinationRule", namespace, name, "spec: {%s}".formatted(spec));
    }

    private static RawObject rule(String name, String more) {
        return rule("shop", name, "host: '" + HOST + "'" + more);
    }

    /** A policy sends to a subset of service app/web of a cluster on which there are these rules. */
    private static List<Finding> told(RawObject... rules) {
        return told(List.of("web"), Stream.of(rules).toList());
    }

    private static List<Finding> told(List<String> services, List<RawObject> rules) {
        List<RawObject> objects = new ArrayList<>(rules);
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                DISCOVERY,
                "Mesh",
                "gloo-mesh",
                "east",
                "spec: {istio: {installation: {cluster: 'east', namespace: 'istio-system', version: '1.31.0'}}}"));
        services.forEach(service -> objects.add(MadeUp.object(
                ObjectId.MANAGEMENT, DISCOVERY, "TrafficTarget", "gloo-mesh", service, """
                        spec: {kubeService: {ref: {name: '%s', namespace: 'app', clusterName: 'east'},
                        workloadSelectorLabels: {app: 'web'}, ports: [{port: 80, name: 'http', protocol: 'TCP'}]},
                        mesh: {name: 'east', namespace: 'gloo-mesh'}}""".formatted(service))));
        String destination =
                "{kubeService: {name: '%s', namespace: 'app', clusterName: 'east', subset: {version: 'v2'}}, weight: 1}";
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                "networking.mesh.gloo.solo.io/v1alpha2",
                "TrafficPolicy",
                "gloo-mesh",
                "canary",
                "spec: {trafficShift: {destinations: [%s]}}"
                        .formatted(String.join(
                                ", ",
                                services.stream().map(destination::formatted).toList()))));
        return new NetworkingTranslator()
                .translate(SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false))
                        .knowing("east", ClusterKnowledge.SYNCED)
                        .changed(objects, List.of())
                        .snapshot())
                .allFindings()
                .filter(finding -> finding.code() == NetworkingFinding.RULE_HIDDEN)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop         | ''                                            | true",
                "shop         | exportTo: ['.']                               | true",
                "shop         | exportTo: ['*']                               | true",
                "shop         | exportTo: ['shop', 'app']                     | true",
                "shop         | workloadSelector: {matchLabels: {app: 'a'}}, exportTo: ['app'] | true",
                "shop         | exportTo: ['app']                             | false",
                "shop         | exportTo: ['~']                               | false",
                "app          | ''                                            | false",
                "istio-system | ''                                            | false",
                "istio-system | exportTo: ['*', '.']                          | false",
                "istio-system | exportTo: ['.']                               | true",
                "istio-system | exportTo: ['istio-system']                    | true",
                "istio-system | exportTo: ['.', '.']                          | true",
                "istio-system | exportTo: ['.', 'istio-system']               | false",
                "istio-system | workloadSelector: {matchLabels: {app: 'a'}}   | true",
            })
    void theNamespaceOfTheCallerComesFirstAndTheRootNamespaceLast(String namespace, String more, boolean hides) {
        assertThat(told(rule(namespace, "users", "host: '" + HOST + "'" + (more.isEmpty() ? "" : ", " + more))))
                .hasSize(hides ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "web.app.svc.cluster.local, true",
        "*, true",
        "*.local, true",
        "*.app.svc.cluster.local, true",
        "*b.app.svc.cluster.local, true",
        "*a.app.svc.cluster.local, false",
        "*.web.app.svc.cluster.local, false",
        "*.global, false",
        "web, false",
        "other.app.svc.cluster.local, false",
    })
    void hostsAreFoundByNameAndByPattern(String host, boolean hides) {
        assertThat(told(rule("shop", "users", "host: '" + host + "'"))).hasSize(hides ? 1 : 0);
    }

    @Test
    void aRuleWithTheSubsetHidesNothing() {
        assertThat(told(rule("users", SUBSET))).isEmpty();
        assertThat(told(rule("users", SUBSET.replace("{version: 'v2'}", "{}")))).hasSize(1);
    }

    @Test
    void theMostSpecificHostOfANamespaceCountsAndRulesForOneHostAreMerged() {
        assertThat(told(rule("shop", "all", "host: '*.local'"), rule("with", SUBSET)))
                .isEmpty();
        assertThat(told(rule("without", ""), rule("with", SUBSET))).isEmpty();
        assertThat(told(rule("without", ""), rule("shop", "all", "host: '*'")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("shop/without"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                       | ''                       | true",
                "exportTo: ['.', 'app']   | exportTo: ['app', '.']   | true",
                "exportTo: ['.']          | ''                       | false",
                "exportTo: ['.']          | exportTo: ['.', 'app']   | false",
                "exportTo: ['.', 'app']   | exportTo: ['.']          | false",
            })
    void rulesForOneHostAreMergedWhenTheyAreExportedAlike(String ofWith, String ofWithout, boolean merged) {
        List<Finding> told = told(
                rule("with", SUBSET + (ofWith.isEmpty() ? "" : ", " + ofWith)),
                rule("without", ofWithout.isEmpty() ? "" : ", " + ofWithout));

        assertThat(told).hasSize(merged ? 0 : 1);
        assertThat(told)
                .allSatisfy(
                        finding -> assertThat(finding.message()).contains("version-v2", "(not all callers have it)"));
    }

    @Test
    void callersThatNoSelectorMatchesGetNoRuleSoASubsetOfSelectingRulesIsNotThereForAll() {
        assertThat(told(rule("chosen", SUBSET + SELECTOR)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains(
                                ", and selects some callers; the others of that namespace get no rule at all",
                                "(not all callers have it)"));
        assertThat(told(rule("chosen", SELECTOR)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("get no rule at all")
                        .doesNotContain("not all callers"));
    }

    @Test
    void besideARuleForTheOthersOneThatSelectsMustHaveTheSubsetTooOrBeGivenIt() {
        RawObject chosen = rule("chosen", SELECTOR);

        assertThat(told(rule("others", SUBSET), rule("chosen", SUBSET + SELECTOR)))
                .isEmpty();
        assertThat(told(rule("others", SUBSET + ", exportTo: ['.']"), chosen)).isEmpty();
        assertThat(told(rule("others", SUBSET), chosen))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("shop/others", "(not all callers have it)")
                        .doesNotContain("no rule at all"));
    }

    @Test
    void aPolicyIsToldOnceOfARuleThatHidesManyServices() {
        List<String> services = List.of("a", "b", "c", "d", "e", "f", "web");

        assertThat(told(services, List.of(rule("shop", "all", "host: '*.local'"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains(
                                "for services a.app.east, b.app.east, c.app.east, d.app.east, e.app.east and 2 more:"));
    }

    @Test
    void whatIsOursHidesNothing() {
        assertThat(told(MadeUp.object(
                        "east",
                        "networking.istio.io/v1",
                        "DestinationRule",
                        "shop",
                        "ours",
                        "metadata: {labels: {'owner.networking.mesh.gloo.solo.io': 'gloo-mesh'}}, spec: {host: '" + HOST
                                + "'}")))
                .isEmpty();
    }
}
