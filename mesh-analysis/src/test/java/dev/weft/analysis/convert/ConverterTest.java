// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ConverterTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Converter converter = new Converter();

    /** Everything that both forms can say, in the form of 1.1. */
    private static final String FULL_V1 = """
            sourceSelector: [{kubeWorkloadMatcher: {labels: {app: a}, namespaces: [shop], clusters: [east]}}]
            destinationSelector:
            - {kubeServiceMatcher: {labels: {app: b}, namespaces: [shop], clusters: [east]}}
            - {kubeServiceRefs: {services: [{name: b, namespace: shop, clusterName: east}]}}
            httpRequestMatchers:
            - {uri: {prefix: /a}, method: POST, headers: [{name: h, value: v, regex: true, invertMatch: true}]}
            - {uri: {regex: /b.*}, queryParameters: [{name: q, value: '1'}]}
            policy:
              trafficShift: {destinations: [{weight: 100, kubeService: {name: b, namespace: shop, clusterName: east, subset: {v: '1'}, port: 80}, options: {headerManipulation: {appendRequestHeaders: {x: y}}}}]}
              faultInjection: {fixedDelay: 1s, percentage: 50.0}
              requestTimeout: 3s
              retries: {attempts: 3, perTryTimeout: 1s}
              corsPolicy: {allowOrigins: [{exact: a.com}, {prefix: b}], allowMethods: [GET], maxAge: 1s, allowCredentials: false}
              mirror: {kubeService: {name: b, namespace: shop, clusterName: east}, percentage: 10.0, port: 80}
              headerManipulation: {appendRequestHeaders: {a: b}, removeResponseHeaders: [c]}
              outlierDetection: {consecutiveErrors: 5, interval: 10s}
              mtls: {istio: {tlsMode: ISTIO_MUTUAL}}
            """;

    private static final String FULL_V1ALPHA2 = """
            sourceSelector: [{labels: {app: a}, namespaces: [shop], clusters: [east]}]
            destinationSelector:
            - {kubeServiceMatcher: {labels: {app: b}, namespaces: [shop], clusters: [east]}}
            - {kubeServiceRefs: {services: [{name: b, namespace: shop, clusterName: east}]}}
            httpRequestMatchers:
            - {prefix: /a, method: {method: POST}, headers: [{name: h, value: v, regex: true, invertMatch: true}]}
            - {regex: /b.*, queryParameters: [{name: q, value: '1'}]}
            trafficShift: {destinations: [{weight: 100, kubeService: {name: b, namespace: shop, clusterName: east, subset: {v: '1'}, port: 80}, headerManipulation: {appendRequestHeaders: {x: y}}}]}
            faultInjection: {fixedDelay: 1s, percentage: 50.0}
            requestTimeout: 3s
            retries: {attempts: 3, perTryTimeout: 1s}
            corsPolicy: {allowOrigins: [{exact: a.com}, {prefix: b}], allowMethods: [GET], maxAge: 1s, allowCredentials: false}
            mirror: {kubeService: {name: b, namespace: shop, clusterName: east}, percentage: 10.0, port: 80}
            headerManipulation: {appendRequestHeaders: {a: b}, removeResponseHeaders: [c]}
            outlierDetection: {consecutiveErrors: 5, interval: 10s}
            mtls: {istio: {tlsMode: ISTIO_MUTUAL}}
            """;

    @Test
    void everyFieldThatBothHaveIsConvertedWithoutLoss() {
        Conversion.Converted converted = converted(trafficPolicy(ApiLevel.V1, FULL_V1), ApiLevel.V1ALPHA2);

        assertThat(converted.object()).isEqualTo(trafficPolicy(ApiLevel.V1ALPHA2, FULL_V1ALPHA2));
        assertThat(converted.notes()).isEmpty();
    }

    @Test
    void conditionsOfRetriesDoNotExistInTheOtherForm() {
        Conversion.Converted converted =
                converted(trafficPolicy(ApiLevel.V1ALPHA2, "retries: {attempts: 3, retryOn: [5xx]}"), ApiLevel.V1);

        assertThat(converted.object()).isEqualTo(trafficPolicy(ApiLevel.V1, "policy: {retries: {attempts: 3}}"));
        assertThat(converted.notes()).singleElement().satisfies(note -> {
            assertThat(note.weight()).isEqualTo(Note.Weight.LOST);
            assertThat(note.field()).isEqualTo("spec.retries.retryOn");
        });
    }

    @Test
    void andBack() {
        Conversion.Converted converted = converted(trafficPolicy(ApiLevel.V1ALPHA2, FULL_V1ALPHA2), ApiLevel.V1);

        assertThat(converted.object()).isEqualTo(trafficPolicy(ApiLevel.V1, FULL_V1));
        assertThat(converted.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    {suffix: .png}                      | {regex: '.*\\.png'}
                    {suffix: .PNG, ignoreCase: true}    | {regex: '(?i).*\\.PNG'}
                    {exact: /a+b, ignoreCase: true}     | {regex: '(?i)/a\\+b'}
                    {prefix: /a, ignoreCase: true}      | {regex: '(?i)/a.*'}
                    {regex: a.b, ignoreCase: true}      | {regex: '(?i)a.b'}
                    {prefix: /a, ignoreCase: false}     | {prefix: /a}
                    {exact: /a}                         | {exact: /a}
                    {}                                  | {}
                    """)
    void whatAPathOfOneOneCanSayMoreBecomesAnExpression(String uri, String matcher) {
        Conversion.Converted converted =
                converted(trafficPolicy(ApiLevel.V1, "httpRequestMatchers: [{uri: " + uri + "}]"), ApiLevel.V1ALPHA2);

        assertThat(converted.object().at("/spec/httpRequestMatchers/0")).isEqualTo(yaml(matcher));
        assertThat(converted.notes()).isEmpty();
    }

    @Test
    void anOriginWithASuffixBecomesAnExpressionToo() {
        Conversion.Converted converted = converted(
                trafficPolicy(ApiLevel.V1, "policy: {corsPolicy: {allowOrigins: [{suffix: .a.com}]}}"),
                ApiLevel.V1ALPHA2);

        assertThat(converted
                        .object()
                        .at("/spec/corsPolicy/allowOrigins/0/regex")
                        .asText())
                .isEqualTo(".*\\.a\\.com");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    policy: {csrf: {filterEnabled: true}}                  | spec.policy.csrf                        | THE PROTECTION IS GONE
                    policy: {rateLimit: {a: b}}                            | spec.policy.rateLimit                   | THE PROTECTION IS GONE
                    policy: {retries: {attempts: 1, numRetries: 2}}        | spec.policy.retries.numRetries          | is not done here
                    requestTimeout: 3s                                     | spec.requestTimeout                     | actions belong under policy
                    """)
    void anActionThatIsUnknownIsLostAndNamed(String spec, String field, String message) {
        Conversion.Converted converted = converted(trafficPolicy(ApiLevel.V1, spec), ApiLevel.V1ALPHA2);

        assertThat(converted.notes()).singleElement().satisfies(note -> {
            assertThat(note.weight()).isEqualTo(Note.Weight.LOST);
            assertThat(note.field()).isEqualTo(field);
            assertThat(note.message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    sourceSelector: [{kubeWorkloadMatcher: {labels: {a: b}, revisions: [x]}}] | spec.sourceSelector[0].kubeWorkloadMatcher.revisions
                    destinationSelector: [{externalServiceRefs: {}}]                          | spec.destinationSelector[0].externalServiceRefs
                    httpRequestMatchers: [{uri: {prefix: /a}, ports: [80]}]                   | spec.httpRequestMatchers[0].ports
                    httpRequestMatchers: [{method: PROPFIND}]                                 | spec.httpRequestMatchers[0].method
                    policy: {trafficShift: {destinations: [{staticDestination: {}}]}}         | spec.policy.trafficShift.destinations[0].staticDestination
                    policy: {requestTimeout: 5}                                               | spec.policy.requestTimeout
                    policy: {sourceSelector: []}                                              | spec.policy.sourceSelector
                    policy: x                                                                 | spec.policy
                    """)
    void aPolicyThatWouldConcernOthersIsRefused(String spec, String field) {
        assertThat(converter.convert(trafficPolicy(ApiLevel.V1, spec), ApiLevel.V1ALPHA2))
                .isInstanceOfSatisfying(
                        Conversion.Refused.class,
                        refused -> assertThat(refused.notes())
                                .extracting(Note::weight, Note::field)
                                .contains(tuple(Note.Weight.REFUSED, field)));
    }

    @Test
    void aVirtualDestinationBecomesAFailoverServiceThatSomebodyMustWrite() {
        Conversion.Converted converted = converted(
                trafficPolicy(
                        ApiLevel.V1,
                        "policy: {trafficShift: {destinations: [{virtualDestination: {name: v, namespace: n}, weight: 1}]}}"),
                ApiLevel.V1ALPHA2);

        assertThat(converted
                        .object()
                        .at("/spec/trafficShift/destinations/0/failoverService/name")
                        .asText())
                .isEqualTo("v");
        assertThat(converted.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("write a FailoverService n/v"));
    }

    @Test
    void anExponentialDelayDoesNotExistInOneOne() {
        Conversion.Converted converted = converted(
                trafficPolicy(ApiLevel.V1ALPHA2, "faultInjection: {exponentialDelay: 1s, percentage: 5}"), ApiLevel.V1);

        assertThat(converted.object().path("spec")).isEqualTo(yaml("{}"));
        assertThat(converted.notes())
                .extracting(Note::weight, Note::field)
                .containsExactly(tuple(Note.Weight.LOST, "spec.faultInjection.exponentialDelay"));
    }

    @Test
    void aMethodWrapperWithoutAMethodMeansGet() {
        Conversion.Converted converted =
                converted(trafficPolicy(ApiLevel.V1ALPHA2, "httpRequestMatchers: [{method: {}}]"), ApiLevel.V1);

        assertThat(converted.object().at("/spec/httpRequestMatchers/0/method").asText())
                .isEqualTo("GET");
    }

    @Test
    void anUnknownConditionOfAnAccessPolicyIsRefusedBecauseItNarrowed() {
        ObjectNode policy = yaml("""
                {apiVersion: networking.mesh.gloo.solo.io/v1, kind: AccessPolicy, metadata: {name: p, namespace: n},
                 spec: {sourceSelector: [{requestIdentityMatcher: {requestPrincipals: [a]}}], allowedPaths: [/a]}}""");

        assertThat(converter.convert(policy, ApiLevel.V1ALPHA2))
                .isInstanceOfSatisfying(
                        Conversion.Refused.class,
                        refused -> assertThat(refused.notes())
                                .extracting(Note::field)
                                .containsExactly("spec.sourceSelector[0].requestIdentityMatcher"));
    }

    @Test
    void aDestinationBecomesATrafficTargetThatRemembersWhoWasAcceptedFirst() {
        ObjectNode destination = yaml("""
                apiVersion: discovery.mesh.gloo.solo.io/v1
                kind: Destination
                metadata: {name: web-shop-east, namespace: gloo-mesh, uid: u, resourceVersion: '5', creationTimestamp: '2021-01-01T00:00:00Z'}
                spec:
                  mesh: {name: m, namespace: gloo-mesh}
                  kubeService:
                    ref: {name: web, namespace: shop, clusterName: east}
                    ports: [{port: 80, name: http, protocol: TCP, nodePort: 30080, targetPortName: web}]
                    region: eu
                    endpointSubsets: [{endpoints: [{ipAddress: 10.0.0.1, subLocality: {zone: a}}], ports: [{port: 8080}]}]
                status:
                  appliedTrafficPolicies:
                  - {ref: {name: p, namespace: n}, observedGeneration: 3, spec: {policy: {requestTimeout: 3s}}}
                  - {ref: {name: q, namespace: n}, observedGeneration: 1, spec: {httpRequestMatchers: [{method: PROPFIND}]}}
                  requiredSubsets: []
                """);

        Conversion.Converted converted = converted(destination, ApiLevel.V1ALPHA2);

        assertThat(converted.object()).isEqualTo(yaml("""
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: TrafficTarget
                metadata: {name: web-shop-east, namespace: gloo-mesh, creationTimestamp: '2021-01-01T00:00:00Z'}
                spec:
                  mesh: {name: m, namespace: gloo-mesh}
                  kubeService:
                    ref: {name: web, namespace: shop, clusterName: east}
                    ports: [{port: 80, name: http, protocol: TCP}]
                    endpointSubsets: [{endpoints: [{ipAddress: 10.0.0.1}], ports: [{port: 8080}]}]
                status:
                  appliedTrafficPolicies:
                  - {ref: {name: p, namespace: n}, observedGeneration: 3, spec: {requestTimeout: 3s}}
                  - {ref: {name: q, namespace: n}, observedGeneration: 1}
                """));
        assertThat(converted.notes())
                .extracting(Note::weight, Note::field)
                .containsExactly(
                        tuple(Note.Weight.LOST, "spec.kubeService.ports[0].nodePort"),
                        tuple(Note.Weight.LOST, "spec.kubeService.ports[0].targetPortName"),
                        tuple(Note.Weight.LOST, "spec.kubeService.region"),
                        tuple(Note.Weight.LOST, "spec.kubeService.endpointSubsets[0].endpoints[0].subLocality"),
                        tuple(Note.Weight.CHANGED, "status.appliedTrafficPolicies[1].spec"),
                        tuple(Note.Weight.CHANGED, "status.requiredSubsets"));
    }

    @Test
    void theStatusOfAPolicyKeepsItsPlaceInTheQueue() {
        ObjectNode policy = trafficPolicy(ApiLevel.V1, "policy: {requestTimeout: 3s}");
        policy.set(
                "status",
                yaml(
                        "{observedGeneration: 2, state: ACCEPTED, destinations: {a.b.c.: {acceptanceOrder: 1}}, warnings: [w]}"));

        Conversion.Converted converted = converted(policy, ApiLevel.V1ALPHA2);

        assertThat(converted.object().path("status"))
                .isEqualTo(yaml(
                        "{observedGeneration: 2, state: ACCEPTED, trafficTargets: {a.b.c.: {acceptanceOrder: 1}}}"));
        assertThat(converted.notes()).extracting(Note::field).containsExactly("status.warnings");
    }

    @Test
    void anExternalDestinationIsRefused() {
        ObjectNode destination = yaml("""
                {apiVersion: discovery.mesh.gloo.solo.io/v1, kind: Destination, metadata: {name: d}, spec: {externalService: {name: x}}}""");

        assertThat(converter.convert(destination, ApiLevel.V1ALPHA2)).isInstanceOf(Conversion.Refused.class);
    }

    @Test
    void whatHasTheFormAlreadyAndWhatIsForeignPassesThrough() {
        for (ObjectNode object : List.of(
                trafficPolicy(ApiLevel.V1ALPHA2, FULL_V1ALPHA2),
                yaml("{apiVersion: v1, kind: Service, metadata: {name: s}}"),
                yaml("{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: g}}"),
                yaml("{apiVersion: multicluster.solo.io/v1alpha1, kind: KubernetesCluster, metadata: {name: c}}"))) {
            assertThat(converter.convert(object, ApiLevel.V1ALPHA2)).isEqualTo(new Conversion.Untouched(object));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "networking.mesh.gloo.solo.io/v1, VirtualMesh, write it anew",
        "networking.enterprise.mesh.gloo.solo.io/v1beta1, VirtualDestination, neither v1 nor v1alpha2",
        "discovery.mesh.gloo.solo.io/v1, Mesh, discovery writes it anew",
        "networking.mesh.gloo.solo.io/v1, FailoverServcie, no counterpart"
    })
    void aKindWithoutAConversionIsRefusedWithWhatToDo(String apiVersion, String kind, String message) {
        assertThat(converter.convert(
                        yaml("{apiVersion: " + apiVersion + ", kind: " + kind + ", metadata: {name: x}}"),
                        ApiLevel.V1ALPHA2))
                .isInstanceOfSatisfying(
                        Conversion.Refused.class,
                        refused -> assertThat(refused.notes())
                                .singleElement()
                                .satisfies(note -> assertThat(note.message()).contains(message)));
    }

    @Test
    void whatKubectlRememberedOfTheOldFormIsForgotten() {
        ObjectNode policy = trafficPolicy(ApiLevel.V1, "{}");
        policy.withObject("/metadata/annotations")
                .put("kubectl.kubernetes.io/last-applied-configuration", "{}")
                .put("mine", "stays");

        assertThat(converted(policy, ApiLevel.V1ALPHA2).object().at("/metadata/annotations"))
                .isEqualTo(yaml("{mine: stays}"));
    }

    private Conversion.Converted converted(ObjectNode object, ApiLevel to) {
        ObjectNode before = object.deepCopy();
        Conversion conversion = converter.convert(object, to);
        assertThat(object).as("what is read is left as it is").isEqualTo(before);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        Conversion.Converted converted = (Conversion.Converted) conversion;
        return new Conversion.Converted(plain(converted.object()), converted.notes());
    }

    private static ObjectNode trafficPolicy(ApiLevel level, String spec) {
        ObjectNode policy = yaml("{apiVersion: networking.mesh.gloo.solo.io/" + level
                + ", kind: TrafficPolicy, metadata: {name: p, namespace: n}}");
        policy.set("spec", yaml(spec));
        return policy;
    }

    /** As it would be read from a file: a tree made from Java values tells ints from longs, which compare as different. */
    private static ObjectNode plain(ObjectNode tree) {
        try {
            return (ObjectNode) MAPPER.readTree(tree.toString());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode yaml(String yaml) {
        return plain(MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
    }
}
