// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeptFieldsTest {

    @Test
    void keepsNothingThatIsNotNamed() {
        KeptFields fields = KeptFields.builder().fields("spec.name").build();
        assertThat(kept(fields, "{\"spec\":{\"name\":\"a\",\"password\":\"p\"},\"data\":{\"x\":1}}"))
                .isEqualTo("{\"spec\":{\"name\":\"a\"}}");
    }

    @Test
    void aListStandsForItsElementsAndAStarForEveryKey() {
        KeptFields fields =
                KeptFields.builder().fields("ports.port", "labels.*", "hosts").build();
        assertThat(
                        kept(
                                fields,
                                "{\"ports\":[{\"port\":1,\"note\":\"x\"},{\"port\":2}],\"labels\":{\"a\":\"b\"},\"hosts\":[\"h\",\"i\"]}"))
                .isEqualTo("{\"hosts\":[\"h\",\"i\"],\"labels\":{\"a\":\"b\"},\"ports\":[{\"port\":1},{\"port\":2}]}");
    }

    @Test
    void aValueOfAnotherTypeStaysWrongAndLosesItsContent() {
        KeptFields fields = KeptFields.builder().fields("name", "spec.name").build();
        assertThat(kept(fields, "{\"name\":{\"password\":\"p\"},\"spec\":\"p\"}"))
                .isEqualTo("{\"name\":{},\"spec\":\"left out\"}");
        assertThat(kept(fields, "{\"name\":null,\"spec\":null}")).isEqualTo("{\"name\":null,\"spec\":null}");
    }

    @Test
    void whatAReductionDropsIsGoneFromListsToo() {
        KeptFields fields = KeptFields.builder()
                .reduced("args", arg -> arg.asText("").equals("router") ? arg : MissingNode.getInstance())
                .build();
        assertThat(kept(fields, "{\"args\":[\"--password=p\",\"router\"]}")).isEqualTo("{\"args\":[\"router\"]}");
    }

    @Test
    void ofAnnotationsOnlyThoseThatAreReadAreKept() {
        KeptFields fields = KeptFields.object("read"::equals).build();
        assertThat(
                        kept(
                                fields,
                                "{\"metadata\":{\"name\":\"n\",\"managedFields\":[{}],\"annotations\":{\"read\":\"1\",\"token\":\"t\"}}}"))
                .isEqualTo("{\"metadata\":{\"annotations\":{\"read\":\"1\"},\"name\":\"n\"}}");
        assertThat(kept(fields, "{\"metadata\":{\"name\":\"n\",\"annotations\":{\"token\":\"t\"}}}"))
                .isEqualTo("{\"metadata\":{\"name\":\"n\"}}");
    }

    private static String kept(KeptFields fields, String json) {
        ObjectNode object = CanonicalJson.object(json.getBytes(StandardCharsets.UTF_8));
        return new String(CanonicalJson.bytes(fields.of(object)), StandardCharsets.UTF_8);
    }
}
