// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of {@code x-kubernetes-validations}: when they are asked, what they see, how their answers read. */
class RuleTest extends Contract {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SPEC = """
            {"type":"object","x-kubernetes-validations":[{"rule":"self.n < 10"},{"rule":"self.n < 20","message":"n is large"},\
            {"rule":"self.n != 5","messageExpression":"'five: %d'.format([self.n])","message":"fallback"},\
            {"rule":"self.n != 6","messageExpression":"self.l[7] == 1 ? 'x' : 'y'","message":"fallback"},\
            {"rule":"self.n != 8","messageExpression":"'a\\\\nb'"},{"rule":"self.n != 9 || self.l[9] == 1"},\
            {"rule":"self.n != 4","reason":"FieldValueForbidden","fieldPath":".l"},\
            {"rule":"self.n != 3","reason":"FieldValueRequired","fieldPath":".n","message":"three"},\
            {"rule":"self.n != 2","reason":"FieldValueDuplicate","message":"two"},\
            {"rule":"!has(self.grows) || oldSelf.n <= self.n","message":"n only grows"},\
            {"rule":"!has(self.dash__dash__ed) || self.dash__dash__ed == 'x'"},\
            {"rule":"!has(self.__namespace__) || self.__namespace__ == 'x'"}],"properties":{"n":{"type":"integer"},\
            "grows":{"type":"boolean"},"namespace":{"type":"string"},"dash-ed":{"type":"string"},\
            "l":{"type":"array","maxItems":20,"items":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= 0"}]}},\
            "s":{"type":"string","maxLength":30,"x-kubernetes-validations":[{"rule":"self == oldSelf","message":"immutable"}]},\
            "m":{"type":"object","maxProperties":5,"additionalProperties":{"type":"string","maxLength":5,\
            "x-kubernetes-validations":[{"rule":"self != 'bad'"}]}},\
            "k":{"type":"array","maxItems":5,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],"items":\
            {"type":"object","required":["id"],"properties":{"id":{"type":"string","maxLength":9},"v":{"type":"integer",\
            "x-kubernetes-validations":[{"rule":"self >= oldSelf","message":"v grows"}]}}}},\
            "o":{"type":"string","maxLength":10,"x-kubernetes-validations":[{"rule":"oldSelf.hasValue() || self != 'never'",\
            "optionalOldSelf":true,"message":"not at first"}]},\
            "iq":{"x-kubernetes-int-or-string":true,"x-kubernetes-validations":[{"rule":"type(self) == string ? self != 'a' : self < 5"}]},\
            "t":{"type":"string","format":"date-time","x-kubernetes-validations":[{"rule":"self > timestamp('2020-01-01T00:00:00Z')"}]},\
            "d":{"type":"string","format":"duration","x-kubernetes-validations":[{"rule":"self <= duration('1h')"}]},\
            "b":{"type":"string","format":"byte","maxLength":40,"x-kubernetes-validations":[{"rule":"size(self) == 3"}]},\
            "f":{"type":"number","x-kubernetes-validations":[{"rule":"self < 1.5"}]},\
            "nu":{"type":"object","nullable":true,"properties":{"x":{"type":"string"}},"x-kubernetes-validations":\
            [{"rule":"self != null && has(self.x)"}]},\
            "e":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-embedded-resource":true,\
            "x-kubernetes-validations":[{"rule":"self.metadata.name == 'x' && self.kind == 'K'"}]},\
            "q":{"type":"string"}}}""";

    private String goods;

    private static String definition(String plural, String spec) {
        return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\""
                + plural
                + ".rules.io\"},\"spec\":{\"group\":\"rules.io\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\""
                + plural + "\",\"kind\":\"" + plural.toUpperCase(Locale.ROOT)
                + "\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,\"subresources\":{\"status\":{}},"
                + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":"
                + "\"self.metadata.name.startsWith('g')\",\"message\":\"name\"}],\"properties\":{\"spec\":" + spec
                + ",\"status\":{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":\"self.n >= 0\"}],"
                + "\"properties\":{\"n\":{\"type\":\"integer\"}}}}}}}]}}";
    }

    @BeforeAll
    void define() throws InterruptedException {
        Reply created = api.post(DEFINITIONS, definition("goods", SPEC));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.warnings()).isEmpty();
        eventually(() -> api.get("/apis/rules.io/v1/goods").code() == 200);
    }

    @AfterAll
    void undefine() {
        api.delete(DEFINITIONS + "/goods.rules.io");
    }

    @BeforeEach
    void paths() {
        goods = path("rules.io/v1", "goods");
    }

    private static String good(String spec) {
        return "{\"apiVersion\":\"rules.io/v1\",\"kind\":\"GOODS\",\"metadata\":{\"name\":\"g\"},\"spec\":" + spec
                + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"n\":25}~spec~FieldValueInvalid~Invalid value: failed rule: self.n < 10",
                "{\"n\":5}~spec~FieldValueInvalid~Invalid value: five: 5",
                "{\"n\":6,\"l\":[1]}~spec~FieldValueInvalid~Invalid value: fallback",
                "{\"n\":8}~spec~FieldValueInvalid~Invalid value: failed rule: self.n != 8",
                "{\"n\":9,\"l\":[1]}~spec~FieldValueInvalid~Invalid value: \"object\": index out of bounds: 9 evaluating"
                        + " rule: self.n != 9 || self.l[9] == 1",
                "{}~spec~FieldValueInvalid~Invalid value: \"object\": no such key: n evaluating rule: self.n < 10",
                "{\"n\":4}~spec.l~FieldValueForbidden~Forbidden: failed rule: self.n != 4",
                "{\"n\":3}~spec.n~FieldValueRequired~Required value: three",
                "{\"n\":2}~spec~FieldValueDuplicate~Duplicate value",
                "{\"n\":1,\"dash-ed\":\"y\"}~spec~FieldValueInvalid~Invalid value: failed rule:"
                        + " !has(self.dash__dash__ed) || self.dash__dash__ed == 'x'",
                "{\"n\":1,\"namespace\":\"y\"}~spec~FieldValueInvalid~Invalid value: failed rule:"
                        + " !has(self.__namespace__) || self.__namespace__ == 'x'",
                "{\"n\":1,\"l\":[1,-1]}~spec.l[1]~FieldValueInvalid~Invalid value: -1: failed rule: self >= 0",
                "{\"n\":1,\"m\":{\"a.b\":\"bad\"}}~spec.m[a.b]~FieldValueInvalid~Invalid value: \"bad\": failed rule: self != 'bad'",
                "{\"n\":1,\"o\":\"never\"}~spec.o~FieldValueInvalid~Invalid value: \"never\": not at first",
                "{\"n\":1,\"iq\":7}~spec.iq~FieldValueInvalid~Invalid value: 7: failed rule: type(self) == string ?"
                        + " self != 'a' : self < 5",
                "{\"n\":1,\"t\":\"2019-01-01T00:00:00Z\"}~spec.t~FieldValueInvalid~Invalid value:"
                        + " \"2019-01-01T00:00:00Z\": failed rule: self > timestamp('2020-01-01T00:00:00Z')",
                "{\"n\":1,\"d\":\"2h\"}~spec.d~FieldValueInvalid~Invalid value: \"2h\": failed rule: self <= duration('1h')",
                "{\"n\":1,\"b\":\"YQ==\"}~spec.b~FieldValueInvalid~Invalid value: \"YQ==\": failed rule: size(self) == 3",
                "{\"n\":1,\"f\":2}~spec.f~FieldValueInvalid~Invalid value: 2: failed rule: self < 1.5",
                "{\"n\":1,\"nu\":{}}~spec.nu~FieldValueInvalid~Invalid value: failed rule: self != null && has(self.x)",
                "{\"n\":1,\"e\":{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"y\"}}}~spec.e~FieldValueInvalid~"
                        + "Invalid value: failed rule: self.metadata.name == 'x' && self.kind == 'K'"
            })
    void aBrokenRuleIsNamedWithItsPlace(String spec, String field, String reason, String message) {
        Reply refused = api.post(goods, good(spec));
        assertThat(refused.code()).as(refused.text()).isEqualTo(422);
        assertThat(refused.at("details.causes.0.field")).isEqualTo(field);
        assertThat(refused.at("details.causes.0.reason")).isEqualTo(reason);
        assertThat(refused.at("details.causes.0.message")).isEqualTo(message);
    }

    @Test
    void allRulesAreAsked() {
        Reply refused = api.post(goods, good("{\"n\":25,\"l\":[-1]}"));
        assertThat(refused.message())
                .isEqualTo(
                        "GOODS.rules.io \"g\" is invalid: [spec: Invalid value: failed rule: self.n < 10, spec: Invalid"
                                + " value: n is large, spec.l[0]: Invalid value: -1: failed rule: self >= 0]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1}",
                "{\"n\":1,\"l\":[1,2],\"m\":{\"a\":\"b\"},\"iq\":\"b\",\"o\":\"x\",\"nu\":null}",
                "{\"n\":1,\"t\":\"2021-01-01T00:00:00Z\",\"d\":\"30m\",\"b\":\"YWJj\",\"f\":1,\"nu\":{\"x\":\"\"}}",
                "{\"n\":1,\"e\":{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"x\"}},\"dash-ed\":\"x\"}"
            })
    void whatKeepsTheRulesIsAccepted(String spec) {
        Reply created = api.post(goods, good(spec));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
    }

    @Test
    void rulesOfTheWholeObjectSeeItsName() {
        Reply refused = api.post(goods, good("{\"n\":1}").replace("\"name\":\"g\"", "\"name\":\"h\""));
        assertThat(refused.message()).isEqualTo("GOODS.rules.io \"h\" is invalid: <nil>: Invalid value: name");
    }

    @Test
    void rulesAreNotAskedAboutWhatDoesNotFitTheSchema() {
        Reply refused = api.post(goods, good("{\"n\":25,\"s\":5}"));
        assertThat(refused.message())
                .isEqualTo(
                        "GOODS.rules.io \"g\" is invalid: [spec.s: Invalid value: \"integer\": spec.s in body must be of"
                                + " type string: \"integer\", <nil>: Invalid value: null: some validation rules were not checked"
                                + " because the object was invalid; correct the existing errors to complete validation]");
    }

    @Test
    void transitionRulesAreAskedOnEveryKindOfUpdate() {
        Reply created = api.post(goods, good("{\"n\":1,\"grows\":true,\"s\":\"a\"}"));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        String immutable = "GOODS.rules.io \"g\" is invalid: spec.s: Invalid value: \"b\": immutable";
        assertThat(api.patch(goods + "/g", Api.MERGE, "{\"spec\":{\"s\":\"b\"}}")
                        .message())
                .isEqualTo(immutable);
        assertThat(api.patch(
                                goods + "/g",
                                Api.JSON_PATCH,
                                "[{\"op\":\"replace\",\"path\":\"/spec/s\",\"value\":\"b\"}]")
                        .message())
                .isEqualTo(immutable);
        String put = good("{\"n\":1,\"grows\":true,\"s\":\"b\"}")
                .replace("\"name\":\"g\"", "\"name\":\"g\",\"resourceVersion\":\"" + created.version() + "\"");
        assertThat(api.put(goods + "/g", put).message()).isEqualTo(immutable);
        assertThat(api.apply(goods + "/g?force=true", "m", good("{\"s\":\"b\"}"))
                        .message())
                .isEqualTo(immutable);
        assertThat(api.patch(goods + "/g", Api.MERGE, "{\"spec\":{\"n\":0}}").message())
                .isEqualTo("GOODS.rules.io \"g\" is invalid: spec: Invalid value: n only grows");
        assertThat(api.patch(goods + "/g", Api.MERGE, "{\"spec\":{\"s\":null}}").code())
                .isEqualTo(200);
        assertThat(api.patch(goods + "/g", Api.MERGE, "{\"spec\":{\"s\":\"b\"}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void itemsAreComparedWithTheItemOfTheSameKey() {
        api.post(goods, good("{\"n\":1,\"k\":[{\"id\":\"x\",\"v\":5},{\"id\":\"y\",\"v\":1}]}"));
        assertThat(api.patch(
                                goods + "/g",
                                Api.MERGE,
                                "{\"spec\":{\"k\":[{\"id\":\"y\",\"v\":2},{\"id\":\"x\",\"v\":4}]}}")
                        .message())
                .isEqualTo("GOODS.rules.io \"g\" is invalid: spec.k[1].v: Invalid value: 4: v grows");
        assertThat(api.patch(
                                goods + "/g",
                                Api.MERGE,
                                "{\"spec\":{\"k\":[{\"id\":\"z\",\"v\":0},{\"id\":\"y\",\"v\":2}]}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void statusIsJudgedThroughItsDoor() {
        api.post(goods, good("{\"n\":1}"));
        assertThat(api.patch(goods + "/g/status", Api.MERGE, "{\"status\":{\"n\":-1}}")
                        .message())
                .isEqualTo("GOODS.rules.io \"g\" is invalid: status: Invalid value: failed rule: self.n >= 0");
        assertThat(api.patch(goods + "/g/status", Api.MERGE, "{\"status\":{\"n\":1}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void aRuleThatCameLaterLetsAloneWhatDoesNotChange() throws InterruptedException {
        String later = "laters" + namespace.replaceAll("[^a-z0-9]", "");
        String open =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}";
        String rule = ",\"x-kubernetes-validations\":[{\"rule\":\"self > 5\"}]}";
        String narrow = open.replace("\"a\":{\"type\":\"integer\"}", "\"a\":{\"type\":\"integer\"" + rule);
        api.post(DEFINITIONS, definition(later, open));
        String laters = path("rules.io/v1", later);
        eventually(() -> api.get(laters).code() == 200);
        String body = good("{\"a\":1,\"b\":1}").replace("GOODS", later.toUpperCase(Locale.ROOT));
        eventually(() -> api.post(laters, body).code() == 201);
        Reply narrowed = api.patch(
                DEFINITIONS + "/" + later + ".rules.io",
                Api.MERGE,
                json(definition(later, narrow)).toString());
        assertThat(narrowed.code()).as(narrowed.text()).isEqualTo(200);
        eventually(() -> api.post(laters + "?dryRun=All", body.replace("\"g\"", "\"g2\""))
                        .code()
                == 422);
        assertThat(api.patch(laters + "/g", Api.MERGE, "{\"spec\":{\"b\":2}}").code())
                .isEqualTo(200);
        assertThat(api.patch(laters + "/g", Api.MERGE, "{\"spec\":{\"a\":2}}").message())
                .contains("spec.a: Invalid value: 2: failed rule: self > 5");
        api.delete(DEFINITIONS + "/" + later + ".rules.io");
    }

    private Reply defined(String validation) {
        String spec = "{\"type\":\"object\",\"x-kubernetes-validations\":[" + validation
                + "],\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":20},\"n\":{\"type\":\"integer\"},"
                + "\"l\":{\"type\":\"array\",\"maxItems\":5,\"items\":{\"type\":\"integer\"}},"
                + "\"f\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}}";
        return api.post(DEFINITIONS + "?dryRun=All", definition("bads", spec));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "self.foo == 1|compilation failed: ERROR: <input>:1:5: undefined field 'foo'",
                "self.n == 'x'|compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to"
                        + " '(int, string)'",
                "self.a == null|compilation failed: ERROR: <input>:1:8: found no matching overload for '_==_' applied to"
                        + " '(string, null)'",
                "self.a ==|compilation failed: ERROR: <input>:1:10: Syntax error: mismatched input '<EOF>' expecting",
                "self.f.x == 1|compilation failed: ERROR: <input>:1:7: undefined field 'x'",
                "foo(self.a)|compilation failed: ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')",
                "math.greatest(1,2) == 2|compilation failed: ERROR: <input>:1:1: undeclared reference to 'math'",
                "cel.bind(x, self.a, x == 'a')|compilation failed: ERROR: <input>:1:1: undeclared reference to 'cel'",
                "base64.encode(b'a') == 'a'|compilation failed: ERROR: <input>:1:1: undeclared reference to 'base64'",
                "self.a|cel expression must evaluate to a bool"
            })
    void aRuleThatDoesNotCompileIsRefused(String rule, String message) {
        Reply refused = defined("{\"rule\":\"" + rule + "\"}");
        assertThat(refused.code()).as(refused.text()).isEqualTo(422);
        assertThat(refused.at("details.causes.0.field"))
                .isEqualTo("spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule");
        assertThat(refused.at("details.causes.0.message"))
                .startsWith("Invalid value: {\"Rule\":\"" + rule
                        + "\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\","
                        + "\"OptionalOldSelf\":null}: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"rule\":\"\"|rule|Required value: rule is not specified",
                "\"rule\":\"self.n > 1\",\"message\":\"a\\nb\"|message|Invalid value: \"a\\nb\": must not contain line breaks",
                "\"rule\":\"self.n > 1\",\"message\":\" \"|message|Invalid value: \" \": must be non-empty if specified",
                "\"rule\":\"self.n > 1\",\"messageExpression\":\"self.n\"|messageExpression|Invalid value:"
                        + " {\"Rule\":\"self.n \\u003e 1\",\"Message\":\"\",\"MessageExpression\":\"self.n\",\"Reason\":null,"
                        + "\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression must evaluate to a string",
                "\"rule\":\"self.n > 1\",\"fieldPath\":\".zz\"|fieldPath|Invalid value: \".zz\": must be a valid path",
                "\"rule\":\"self.n > 1\",\"fieldPath\":\"n\"|fieldPath|Invalid value: \"n\": must be a valid path",
                "\"rule\":\"self.n > 1\",\"optionalOldSelf\":true|optionalOldSelf|Invalid value: true: may not be set if"
                        + " oldSelf is not used in rule"
            })
    void whatSurroundsARuleIsCheckedToo(String validation, String field, String message) {
        Reply refused = defined("{" + validation + "}");
        assertThat(refused.code()).as(refused.text()).isEqualTo(422);
        assertThat(refused.at("details.causes.0.field"))
                .isEqualTo("spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0]." + field);
        assertThat(refused.at("details.causes.0.message")).isEqualTo(message);
    }

    @Test
    void aReasonIsOneOfFour() {
        Reply refused = defined("{\"rule\":\"self.n > 1\",\"reason\":\"Foo\"}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains(
                        "x-kubernetes-validations[0].reason: Unsupported value: \"Foo\": supported values:"
                                + " \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"");
    }

    @Test
    void itemsThatHaveNoStateBeforeHaveNoTransitionRules() {
        String spec = "{\"type\":\"object\",\"properties\":{\"l\":{\"type\":\"array\",\"maxItems\":3,\"items\":"
                + "{\"type\":\"integer\",\"x-kubernetes-validations\":[{\"rule\":\"self == oldSelf\"}]}}}}";
        Reply refused = api.post(DEFINITIONS + "?dryRun=All", definition("bads", spec));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains(
                        "Invalid value: \"self == oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the"
                                + " schema within spec.validation.openAPIV3Schema.properties[spec].properties[l]");
    }

    @Test
    void theFunctionsOfKubernetesAnswerAsThere() throws InterruptedException {
        StringBuilder properties = new StringBuilder();
        ObjectNode spec = Json.object();
        for (String rule : FUNCTIONS) {
            String name = "r" + spec.size();
            properties
                    .append(spec.isEmpty() ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":{\"type\":\"boolean\",")
                    .append("\"x-kubernetes-validations\":[{\"rule\":")
                    .append(Json.text(Json.object().textNode(rule)))
                    .append("}]}");
            spec.put(name, true);
        }
        String plural = "functions";
        Reply created =
                api.post(DEFINITIONS, definition(plural, "{\"type\":\"object\",\"properties\":{" + properties + "}}"));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.warnings()).isEmpty();
        String things = path("rules.io/v1", plural);
        eventually(() -> api.get(things).code() == 200);
        Reply judged = api.post(things, good(spec.toString()).replace("GOODS", "FUNCTIONS"));
        api.delete(DEFINITIONS + "/" + plural + ".rules.io");
        assertThat(judged.code()).as(judged.text()).isEqualTo(201);
    }

    private static final List<String> FUNCTIONS = List.of(
            "[1,2].isSorted() && ![2,1].isSorted() && [1,2].sum() == 3 && [1.5,2.0].sum() == 3.5",
            "[3,1].min() == 1 && [3,1].max() == 3 && [1,2,1].indexOf(1) == 0 && [1,2,1].lastIndexOf(1) == 2",
            "'abc 12 x 345'.find('[0-9]+') == '12' && '1 22'.findAll('[0-9]+') == ['1','22']",
            "'1 22 3'.findAll('[0-9]+', 2) == ['1','22'] && 'x'.find('[0-9]') == ''",
            "url('https://u@h.io:80/p%20q?a=1&a=2').getHost() == 'h.io:80' && url('https://h/').getScheme() == 'https'",
            "url('https://h.io:80/p%20q').getPort() == '80' && url('https://h.io:80/p').getHostname() == 'h.io'",
            "url('https://h/p%20q?a=1&a=2').getEscapedPath() == '/p%20q' && url('https://h/?a=1&a=2').getQuery()['a'] =="
                    + " ['1','2']",
            "isURL('https://h/x') && isURL('/x') && !isURL('x') && url('/x').getHost() == ''",
            "isIP('1.2.3.4') && isIP('::1') && !isIP('1.2.3') && !isIP('::ffff:1.2.3.4') && !isIP('01.2.3.4')",
            "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && ip('8.8.8.8').isGlobalUnicast()",
            "ip('0.0.0.0').isUnspecified() && ip('fe80::1').isLinkLocalUnicast() && ip('ff02::1').isLinkLocalMulticast()",
            "ip.isCanonical('::1') && !ip.isCanonical('0:0:0:0:0:0:0:1') && string(ip('0:0::1')) == '::1'",
            "isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0') && cidr('10.0.0.0/8').containsIP('10.1.2.3')",
            "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && !cidr('10.0.0.0/8').containsIP('11.0.0.1')",
            "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))",
            "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').prefixLength() == 8",
            "cidr('10.1.2.3/8').ip() == ip('10.1.2.3') && string(cidr('10.0.0.0/8')) == '10.0.0.0/8'",
            "isQuantity('100Mi') && !isQuantity('1Q') && quantity('1Ki').asInteger() == 1024",
            "quantity('1.5').asApproximateFloat() == 1.5 && !quantity('1500m').isInteger() && sign(quantity('-1')) == -1",
            "quantity('1').add(quantity('2')) == quantity('3') && quantity('1').sub(1) == quantity('0')",
            "quantity('1k').isLessThan(quantity('1Ki')) && quantity('2').isGreaterThan(quantity('1'))",
            "quantity('1').compareTo(quantity('1000m')) == 0",
            "'%s %d %.2f %x %s'.format(['a', 2, 1.5, 255, [1, 2]]) == 'a 2 1.50 ff [1, 2]'",
            "'a-b'.split('-') == ['a','b'] && 'abc'.substring(1) == 'bc'",
            "'aB'.lowerAscii() == 'ab' && 'aB'.upperAscii() == 'AB' && ' a '.trim() == 'a' && 'aa'.replace('a','b') == 'bb'",
            "'abc'.charAt(1) == 'b' && 'abcb'.indexOf('b') == 1 && 'abcb'.lastIndexOf('b') == 3",
            "strings.quote('a') == '\"a\"' && sets.contains([1,2],[1]) && sets.equivalent([1,2],[2,1])",
            "[2,1].sort() == [1,2] && [1,1].distinct() == [1] && [1,2,3].slice(1,2) == [2] && lists.range(2) == [0,1]",
            "[1,2].all(i, v, v == i + 1) && {'a':1}.exists(k, v, k == 'a' && v == 1)",
            "optional.of(1).hasValue() && {'a':1}[?'b'].orValue(2) == 2 && [1].exists_one(x, x == 1)",
            "duration('90m') > duration('1h') && timestamp('2020-02-29T00:00:00Z').getFullYear() == 2020",
            "'a.b'.matches('^a[.]b$') && 'x' in ['x'] && size('abc') == 3 && int('3') == 3 && 1 < 1.5");
}
