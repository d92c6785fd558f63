// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A risk is never talked away: what cannot be shown to be harmless is told. */
class RisksTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectId ACCESS = id("security.istio.io", "AuthorizationPolicy", "reviews");
    private static final ObjectId RULE = id("networking.istio.io", "DestinationRule", "reviews");

    private final List<RawObject> there = new ArrayList<>();
    private final List<Rendered> wanted = new ArrayList<>();

    private static ObjectId id(String group, String kind, String name) {
        return new ObjectId("east", new GroupKind(group, kind), "shop", name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    [{"from":[{"source":{"principals":["a"]}}]}] ; [{"from":[{"source":{"principals":["a","b"]}}]}] ; HIGH AccessWidened
                    [{"from":[{"source":{"principals":["a","b"]}}]}] ; [{"from":[{"source":{"principals":["a"]}}]}] ; LOW AccessNarrowed
                    [{"from":[{"source":{"principals":["a"]}}]}] ; [{}] ; HIGH AccessWidened
                    [{}] ; [{"from":[{"source":{"principals":["a"]}}]}] ; LOW AccessNarrowed
                    [] ; [{}] ; HIGH AccessWidened
                    [{"to":[{"operation":{"paths":["/a"]}}]}] ; [{"to":[{"operation":{"paths":["/a"],"methods":["GET"]}}]}] ; LOW AccessNarrowed
                    [{"to":[{"operation":{"paths":["/a"],"methods":["GET"]}}]}] ; [{"to":[{"operation":{"paths":["/a"]}}]}] ; HIGH AccessWidened
                    [{"to":[{"operation":{"notPaths":["/a"]}}]}] ; [{"to":[{"operation":{"notPaths":["/a","/b"]}}]}] ; LOW AccessNarrowed
                    [{"to":[{"operation":{"notPaths":["/a","/b"]}}]}] ; [{"to":[{"operation":{"notPaths":["/a"]}}]}] ; HIGH AccessWidened
                    [{"when":[{"key":"k"}]}] ; [{}] ; HIGH AccessWidened
                    """)
    void aChangedAccessIsWiderUnlessItCanBeShownToBeNarrower(String before, String after, String risk) {
        assertThat(access(
                        OutputChange.Kind.CHANGED,
                        json("{\"spec\":{\"rules\":" + before + "}}"),
                        json("{\"spec\":{\"rules\":" + after + "}}")))
                .containsExactly(risk);
    }

    @Test
    void otherWorkloadsOrAnotherActionAreNotCompared() {
        assertThat(access(
                        OutputChange.Kind.CHANGED,
                        json("{\"spec\":{\"selector\":{\"a\":\"b\"}}}"),
                        json("{\"spec\":{\"selector\":{\"a\":\"c\"}}}")))
                .containsExactly("HIGH AccessWidened");
        assertThat(access(
                        OutputChange.Kind.CHANGED,
                        json("{\"spec\":{\"targetRefs\":[{\"name\":\"a\"}]}}"),
                        json("{\"spec\":{\"targetRefs\":[{\"name\":\"b\"}]}}")))
                .containsExactly("HIGH AccessWidened");
        assertThat(access(
                        OutputChange.Kind.CHANGED,
                        json("{\"spec\":{\"action\":\"DENY\",\"rules\":[{}]}}"),
                        json("{\"spec\":{\"action\":\"DENY\"}}")))
                .containsExactly("HIGH AccessWidened");
    }

    @Test
    void whoTakesTheLastPolicyAwayOpensTheService() {
        assertThat(access(OutputChange.Kind.DELETED, json("{\"spec\":{}}"), MissingNode.getInstance()))
                .containsExactly("HIGH AccessWidened");
    }

    @Test
    void whoTakesAPolicyAwayBesideOneForTheSameWorkloadsClosesThem() {
        String selector = "\"selector\":{\"matchLabels\":{\"app\":\"reviews\"}}";
        there.add(
                raw(new ObjectId("east", ACCESS.kind(), "shop", "allow-nothing"), (ObjectNode) json("{\"spec\":{}}")));

        assertThat(access(
                        OutputChange.Kind.DELETED,
                        json("{\"spec\":{" + selector + ",\"rules\":[{}]}}"),
                        MissingNode.getInstance()))
                .containsExactly("LOW AccessNarrowed");
        assertThat(access(
                        OutputChange.Kind.DELETED,
                        json("{\"spec\":{\"action\":\"DENY\",\"rules\":[{}]}}"),
                        MissingNode.getInstance()))
                .containsExactly("HIGH AccessWidened");
    }

    @Test
    void policiesForOtherWorkloadsAndThoseThatDenyAreNoNeighbours() {
        there.add(raw(new ObjectId("east", ACCESS.kind(), "shop", "productpage"), (ObjectNode)
                json("{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"productpage\"}},\"rules\":[{}]}}")));
        there.add(raw(new ObjectId("east", ACCESS.kind(), "shop", "deny"), (ObjectNode)
                json("{\"spec\":{\"action\":\"DENY\",\"rules\":[{}]}}")));

        assertThat(access(
                        OutputChange.Kind.CREATED,
                        MissingNode.getInstance(),
                        json("{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"details\"}}}}")))
                .containsExactly("LOW AccessNarrowed");
    }

    @Test
    void theFirstPolicyClosesAndAFurtherOneOpens() {
        assertThat(access(OutputChange.Kind.CREATED, MissingNode.getInstance(), json("{\"spec\":{}}")))
                .containsExactly("LOW AccessNarrowed");

        there.add(raw(
                new ObjectId("east", ACCESS.kind(), "istio-system", "deny-all"), (ObjectNode) json("{\"spec\":{}}")));

        assertThat(access(OutputChange.Kind.CREATED, MissingNode.getInstance(), json("{\"spec\":{}}")))
                .containsExactly("MEDIUM AccessWidened");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    istio-system ; {}                             ; MEDIUM AccessWidened
                    istio-system ; {"selector":{"matchLabels":{"a":"b"}}} ; LOW AccessNarrowed
                    istio-system ; {"targetRefs":[{"kind":"Gateway","name":"waypoint"}]} ; LOW AccessNarrowed
                    shop         ; {"selector":{"matchLabels":{"a":"b"}}} ; MEDIUM AccessWidened
                    """)
    void aPolicyThatOnlyThePlaneWantsCountsAsOneThatIsThere(String namespace, String spec, String risk) {
        wanted.add(wanted(namespace, spec));

        assertThat(access(OutputChange.Kind.CREATED, MissingNode.getInstance(), json("{\"spec\":{}}")))
                .containsExactly(risk);
    }

    @Test
    void whatIsWantedOnAnotherClusterConcernsNobodyHere() {
        Rendered elsewhere = wanted("shop", "{}");
        wanted.add(new Rendered(
                new ObjectId("west", ACCESS.kind(), "shop", "wanted"),
                elsewhere.apiVersion(),
                elsewhere.json(),
                "",
                List.of(),
                List.of()));

        assertThat(access(OutputChange.Kind.CREATED, MissingNode.getInstance(), json("{\"spec\":{}}")))
                .containsExactly("LOW AccessNarrowed");
    }

    @ParameterizedTest
    @CsvSource({
        "ISTIO_MUTUAL, DISABLE, HIGH MtlsLowered",
        "ISTIO_MUTUAL, SIMPLE, HIGH MtlsLowered",
        "ISTIO_MUTUAL, '', MEDIUM MtlsLowered",
        "SIMPLE, '', MEDIUM MtlsLowered",
        "'', DISABLE, HIGH MtlsLowered",
        "'', SIMPLE, HIGH MtlsLowered",
        "'', WHAT_IS_THIS, HIGH MtlsLowered",
        "DISABLE, ISTIO_MUTUAL, ''",
        "'', ISTIO_MUTUAL, ''",
        "DISABLE, '', ''",
        "SIMPLE, SIMPLE, ''"
    })
    void aWeakerModeIsToldWhereverItStands(String before, String after, String risk) {
        for (String place : new String[] {
            "{\"spec\":{\"trafficPolicy\":%s}}", "{\"spec\":{\"subsets\":[{\"name\":\"v1\",\"trafficPolicy\":%s}]}}",
        }) {
            assertThat(TlsRisks.of(
                            change(RULE, OutputChange.Kind.CHANGED), json(tls(place, before)), json(tls(place, after))))
                    .extracting(found -> found.level() + " " + found.code().wire())
                    .isEqualTo(risk.isEmpty() ? List.of() : List.of(risk));
        }
    }

    /** The source of these rules is the documentation of portLevelSettings, and MergeSubsetTrafficPolicy of Istio. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}}} ; {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"},"portLevelSettings":[{"port":{"number":80}}]}} ; MEDIUM port 80
                    {"trafficPolicy":{"tls":{"mode":"DISABLE"}}} ; {"trafficPolicy":{"tls":{"mode":"DISABLE"},"portLevelSettings":[{"port":{"number":80}}]}} ; ``
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"},"portLevelSettings":[{"port":{"number":80},"tls":{"mode":"SIMPLE"}}]}} ; {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}}} ; ``
                    {"trafficPolicy":{"tls":{"mode":"SIMPLE"},"portLevelSettings":[{"port":{"number":80},"tls":{"mode":"MUTUAL"}}]}} ; {"trafficPolicy":{"tls":{"mode":"SIMPLE"}}} ; HIGH port 80
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"},"portLevelSettings":[{"port":{"number":80},"tls":{"mode":"ISTIO_MUTUAL"}}]}} ; {"trafficPolicy":{"tls":{"mode":"DISABLE"},"portLevelSettings":[{"port":{"number":80},"tls":{"mode":"ISTIO_MUTUAL"}}]}} ; HIGH all other ports
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}},"subsets":[{"name":"v1"}]} ; {"trafficPolicy":{"tls":{"mode":"DISABLE"}},"subsets":[{"name":"v1"}]} ; HIGH all ports
                    {"trafficPolicy":{"tls":{"mode":"DISABLE"}},"subsets":[{"name":"v1","trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}}}]} ; {"trafficPolicy":{"tls":{"mode":"DISABLE"}},"subsets":[{"name":"v1","trafficPolicy":{}}]} ; HIGH subset v1
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}}} ; {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}},"subsets":[{"name":"v1","trafficPolicy":{}}]} ; ``
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}}} ; {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}},"subsets":[{"name":"v1","trafficPolicy":{"portLevelSettings":[{"port":{"number":80}}]}}]} ; MEDIUM subset v1 port 80
                    {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"}},"subsets":[{"name":"v1"}]} ; {"trafficPolicy":{"tls":{"mode":"ISTIO_MUTUAL"},"portLevelSettings":[{"port":{"number":80}}]},"subsets":[{"name":"v1"}]} ; MEDIUM port 80
                    {"trafficPolicy":{"tls":{"mode":"SIMPLE"}}} ; {"trafficPolicy":{"tls":{}}} ; HIGH all ports
                    """)
    void whatCountsIsTheModeThatHoldsForAConnection(String before, String after, String risk) {
        assertThat(TlsRisks.of(
                        change(RULE, OutputChange.Kind.CHANGED),
                        json("{\"spec\":" + before + "}"),
                        json("{\"spec\":" + after + "}")))
                .extracting(found -> found.level() + " " + found.message().replaceFirst(":.*", ""))
                .isEqualTo(risk.isEmpty() ? List.of() : List.of(risk));
    }

    @Test
    void aRuleThatGoesLeavesItsConnectionsToTheMesh() {
        JsonNode rule = json("{\"spec\":{\"trafficPolicy\":{\"tls\":{\"mode\":\"ISTIO_MUTUAL\"}}}}");

        assertThat(TlsRisks.of(change(RULE, OutputChange.Kind.DELETED), rule, MissingNode.getInstance()))
                .extracting(Risk::message)
                .containsExactly("all ports: TLS mode ISTIO_MUTUAL becomes (as the mesh decides)");
        assertThat(TlsRisks.of(change(RULE, OutputChange.Kind.CREATED), MissingNode.getInstance(), rule))
                .isEmpty();
    }

    private static String tls(String place, String mode) {
        return place.formatted(mode.isEmpty() ? "{}" : "{\"tls\":{\"mode\":\"" + mode + "\"}}");
    }

    private List<String> access(OutputChange.Kind kind, JsonNode before, JsonNode after) {
        RawCluster cluster = new RawCluster("east", there, ClusterKnowledge.SYNCED);
        RawSnapshot snapshot = new RawSnapshot(List.of(), new TreeMap<>(Map.of("east", cluster)), new TreeMap<>());
        return new AccessRisks(new AccessNeighbours(snapshot, wanted::stream))
                .of(change(ACCESS, kind), before, after).stream()
                        .map(found -> found.level() + " " + found.code().wire())
                        .toList();
    }

    private static Rendered wanted(String namespace, String spec) {
        ObjectId id = new ObjectId("east", ACCESS.kind(), namespace, "wanted");
        byte[] json = ("{\"spec\":" + spec + "}").getBytes(StandardCharsets.UTF_8);
        return new Rendered(id, "security.istio.io/v1", json, "", List.of(), List.of());
    }

    private static OutputChange change(ObjectId id, OutputChange.Kind kind) {
        return new OutputChange(id, kind, List.of(), List.of(), List.of());
    }

    private static RawObject raw(ObjectId id, ObjectNode body) {
        return new RawObject(id, "security.istio.io/v1", body, "test");
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
