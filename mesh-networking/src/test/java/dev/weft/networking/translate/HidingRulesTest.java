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

    private static RawObject rule(String namespace, String name, String spec) {
        return MadeUp.object(
                "east", "networking.istio.io/v1", "DestinationRule", namespace, name, "spec: {%s}".formatted(spec));
    }

    /** A policy sends to a subset of service app/web of a cluster on which there are these rules. */
    private static List<Finding> told(List<RawObject> rules) {
        List<RawObject> objects = new ArrayList<>(rules);
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                DISCOVERY,
                "Mesh",
                "gloo-mesh",
                "east",
                "spec: {istio: {installation: {cluster: 'east', namespace: 'istio-system', version: '1.31.0'}}}"));
        objects.add(MadeUp.object(ObjectId.MANAGEMENT, DISCOVERY, "TrafficTarget", "gloo-mesh", "web", """
                        spec: {kubeService: {ref: {name: 'web', namespace: 'app', clusterName: 'east'},
                        workloadSelectorLabels: {app: 'web'}, ports: [{port: 80, name: 'http', protocol: 'TCP'}]},
                        mesh: {name: 'east', namespace: 'gloo-mesh'}}"""));
        objects.add(MadeUp.object(
                ObjectId.MANAGEMENT,
                "networking.mesh.gloo.solo.io/v1alpha2",
                "TrafficPolicy",
                "gloo-mesh",
                "canary",
                "spec: {trafficShift: {destinations: [{kubeService: {name: 'web', namespace: 'app', clusterName: 'east',"
                        + " subset: {version: 'v2'}}}]}}"));
        return new NetworkingTranslator()
                .translate(SnapshotAssembly.empty(new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false))
                        .knowing("east", ClusterKnowledge.SYNCED)
                        .changed(objects, List.of())
                        .snapshot())
                .allFindings()
                .filter(finding -> finding.code() == NetworkingFinding.RULE_HIDDEN)
                .toList();
    }

    private static List<Finding> told(RawObject... rules) {
        return told(Stream.of(rules).toList());
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
        String subset = ", subsets: [{name: 'version-v2', labels: {version: 'v2'}}]";

        assertThat(told(rule("shop", "users", "host: '" + HOST + "'" + subset))).isEmpty();
        assertThat(told(rule("shop", "users", "host: '" + HOST + "'" + subset.replace("{version: 'v2'}", "{}"))))
                .hasSize(1);
    }

    @Test
    void theMostSpecificHostOfANamespaceCountsAndRulesForOneHostAreMerged() {
        RawObject with =
                rule("shop", "with", "host: '" + HOST + "', subsets: [{name: 'version-v2', labels: {version: 'v2'}}]");

        assertThat(told(rule("shop", "all", "host: '*.local'"), with)).isEmpty();
        assertThat(told(rule("shop", "without", "host: '" + HOST + "'"), with)).isEmpty();
        assertThat(told(rule("shop", "without", "host: '" + HOST + "'"), rule("shop", "all", "host: '*'")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("shop/without"));
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
