// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.networking.TrafficPolicyStatus;
import dev.weft.api.networking.VirtualMeshSpec;
import org.junit.jupiter.api.Test;

class WireDecoderTest {

    private final WireDecoder decoder = new WireDecoder();

    private static JsonNode tree(String json) throws Exception {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    private <T> T value(String json, Class<T> type) throws Exception {
        return ((Decoded.Value<T>) decoder.decode(tree(json), type)).value();
    }

    private <T> Decoded.Undecodable<T> failure(String json, Class<T> type) throws Exception {
        return (Decoded.Undecodable<T>) decoder.decode(tree(json), type);
    }

    @Test
    void keepsPresenceOfEmptyMessagesAndZeroes() throws Exception {
        String json = "{'federation':{'permissive':{}},'mtlsConfig':{'shared':{},'autoRestartPods':false}}";
        assertThat(decoder.<JsonNode>encode(value(json, VirtualMeshSpec.class))).isEqualTo(tree(json));
    }

    @Test
    void tellsAbsentFromEmpty() throws Exception {
        assertThat(value("{}", TrafficPolicySpec.class).retries()).isNull();
        assertThat(value("{'retries':{}}", TrafficPolicySpec.class).retries()).isNotNull();
        assertThat(value("{'sourceSelector':[]}", TrafficPolicySpec.class).sourceSelector())
                .isEmpty();
    }

    @Test
    void namesUnknownFieldsWithTheirPath() throws Exception {
        var decoded = (Decoded.Value<TrafficPolicySpec>) decoder.decode(
                tree("{'trafficShift':{'destinations':[{'wieght':1,'weight':2}]},'zzz':{'a':[1]}}"),
                TrafficPolicySpec.class);
        assertThat(decoded.unknownFields()).containsExactly("trafficShift.destinations[0].wieght", "zzz");
        assertThat(decoded.value().trafficShift().destinations().get(0).weight())
                .isEqualTo(2);
    }

    @Test
    void refusesAnUnknownEnumValueAndListsTheAllowedOnes() throws Exception {
        var bad = failure("{'allowedMethods':['GET','FETCH']}", AccessPolicySpec.class);
        assertThat(bad.field()).isEqualTo("allowedMethods[1]");
        assertThat(bad.message()).contains("FETCH").contains("PATCH");
    }

    @Test
    void refusesNumbersWhereEnumsAreExpected() throws Exception {
        assertThat(failure("{'allowedMethods':[1]}", AccessPolicySpec.class).field())
                .isEqualTo("allowedMethods[0]");
    }

    @Test
    void refusesAQuotedNumber() throws Exception {
        var bad = failure("{'retries':{'attempts':'3'}}", TrafficPolicySpec.class);
        assertThat(bad.field()).isEqualTo("retries.attempts");
        assertThat(bad.message()).contains("whole number");
    }

    @Test
    void refusesTextWhereAnObjectIsExpected() throws Exception {
        assertThat(failure("{'retries':'three'}", TrafficPolicySpec.class).field())
                .isEqualTo("retries");
    }

    @Test
    void refusesANumberWhereTextIsExpected() throws Exception {
        assertThat(failure("{'requestTimeout':5}", TrafficPolicySpec.class).field())
                .isEqualTo("requestTimeout");
    }

    @Test
    void refusesNumbersThatDoNotFit() throws Exception {
        assertThat(failure("{'retries':{'attempts':3000000000}}", TrafficPolicySpec.class)
                        .field())
                .isEqualTo("retries.attempts");
        assertThat(failure("{'retries':{'attempts':1.5}}", TrafficPolicySpec.class)
                        .field())
                .isEqualTo("retries.attempts");
    }

    @Test
    void readsBothMembersOfAOneofSoThatTheyCanBeReported() throws Exception {
        var matcher = value("{'httpRequestMatchers':[{'prefix':'/a','exact':'/b'}]}", TrafficPolicySpec.class)
                .httpRequestMatchers()
                .get(0);
        assertThat(matcher.prefix()).isEqualTo("/a");
        assertThat(matcher.exact()).isEqualTo("/b");
    }

    @Test
    void treatsAMissingSpecAsEmpty() throws Exception {
        assertThat(decoder.decode(tree("{}").path("spec"), TrafficPolicySpec.class))
                .isInstanceOf(Decoded.Value.class);
    }

    @Test
    void takesAnExplicitNullAsAbsent() throws Exception {
        var decoded = (Decoded.Value<TrafficPolicySpec>) decoder.decode(
                tree("{'retries':null,'corsPolicy':{'allowCredentials':null,'maxAge':null}}"), TrafficPolicySpec.class);
        assertThat(decoded.unknownFields()).isEmpty();
        assertThat(decoder.<JsonNode>encode(decoded.value())).isEqualTo(tree("{'corsPolicy':{}}"));
    }

    @Test
    void refusesNullsInsideListsAndMapsWhichWouldWidenWhatIsSelected() throws Exception {
        assertThat(failure("{'sourceSelector':[null]}", TrafficPolicySpec.class).field())
                .isEqualTo("sourceSelector[0]");
        assertThat(failure("{'sourceSelector':[{'namespaces':['a',null]}]}", TrafficPolicySpec.class)
                        .field())
                .isEqualTo("sourceSelector[0].namespaces[1]");
        assertThat(failure("{'sourceSelector':[{'labels':{'a':null}}]}", TrafficPolicySpec.class)
                        .field())
                .isEqualTo("sourceSelector[0].labels.a");
        assertThat(value("{'sourceSelector':null}", TrafficPolicySpec.class).sourceSelector())
                .isNull();
    }

    @Test
    void keepsUnsigned32BitAnd64BitNumbers() throws Exception {
        assertThat(value("{'allowedPorts':[4294967295]}", AccessPolicySpec.class)
                        .allowedPorts())
                .containsExactly(4_294_967_295L);
        assertThat(value("{'observedGeneration':9007199254740993}", TrafficPolicyStatus.class)
                        .observedGeneration())
                .isEqualTo(9_007_199_254_740_993L);
    }

    @Test
    void G23_aGatewayDetectorThatIsNullFallsBackInsteadOfFailing() throws Exception {
        var settings = value(
                "{'discovery':{'istio':{'ingressGatewayDetectors':{'east':null}}}}",
                dev.weft.api.settings.SettingsSpec.class);
        assertThat(settings.discovery().istio().ingressGatewayDetectors()).containsKey("east");
    }

    @Test
    void suggestsTheFieldThatWasProbablyMeant() throws Exception {
        var decoded = (Decoded.Value<TrafficPolicySpec>) decoder.decode(
                tree("{'request_timeout':'5s','Retries':{},'trafficShfit':{},'zzz':1}"), TrafficPolicySpec.class);
        assertThat(decoded.meant())
                .containsEntry("request_timeout", "requestTimeout")
                .containsEntry("Retries", "retries")
                .containsEntry("trafficShfit", "trafficShift")
                .doesNotContainKey("zzz");
    }

    @Test
    void saysWhatIsThereInsteadOfWhatWasExpected() throws Exception {
        assertThat(failure("{'retries':[1]}", TrafficPolicySpec.class).message())
                .isEqualTo("expected an object, but found a list");
        assertThat(failure("{'retries':{'attempts':true}}", TrafficPolicySpec.class)
                        .message())
                .isEqualTo("expected a whole number from -2147483648 to 2147483647, but found true");
        assertThat(failure("{'requestTimeout':5}", TrafficPolicySpec.class).message())
                .isEqualTo("expected text, but found the number 5");
        assertThat(failure("{'retries':{'attempts':3000000000}}", TrafficPolicySpec.class)
                        .message())
                .contains("3000000000");
        assertThat(failure("{'requestTimeout':{}}", TrafficPolicySpec.class).message())
                .isEqualTo("expected text, but found an object");
        assertThat(failure("{'sourceSelector':[{'labels':[]}]}", TrafficPolicySpec.class)
                        .message())
                .isEqualTo("expected a map, but found a list");
        assertThat(failure("{'mtls':{'istio':{'tlsMode':'STRICT'}}}", TrafficPolicySpec.class)
                        .message())
                .isEqualTo("unknown value \"STRICT\"; allowed are DISABLE, SIMPLE, ISTIO_MUTUAL");
    }

    @Test
    void aLongValueIsShortenedInMessages() throws Exception {
        assertThat(failure("{'retries':{'attempts':'" + "x".repeat(100_000) + "'}}", TrafficPolicySpec.class)
                        .message())
                .hasSizeLessThan(200);
    }
}
