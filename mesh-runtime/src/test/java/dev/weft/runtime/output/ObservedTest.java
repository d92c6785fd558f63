// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObservedTest {

    private static final MetadataKeys KEYS = new MetadataKeys(Set.of("owner"), Set.of("parents"), Set.of("weft.dev/"));
    private static final String WRITTEN = """
            {"apiVersion":"security.istio.io/v1","kind":"AuthorizationPolicy",
             "metadata":{"name":"deny","namespace":"shop","labels":{"owner":"gloo-mesh"},"annotations":{"parents":"p"}},
             "spec":{}}""";

    @Test
    void whatWasWrittenIsInSyncWithWhatTheServerMadeOfIt() {
        ObjectNode stored = object(WRITTEN);
        stored.putObject("status").put("observed", true);
        ((ObjectNode) stored.get("metadata"))
                .put("uid", "u-1")
                .put("resourceVersion", "7")
                .put("generation", 3);

        Observed observed = Observed.of(raw(stored), KEYS);

        assertThat(observed.hash()).isEqualTo(CanonicalJson.sha256(CanonicalJson.bytes(object(WRITTEN))));
        assertThat(observed.uid()).isEqualTo("u-1");
        assertThat(observed.resourceVersion()).isEqualTo("7");
        assertThat(observed.label("owner")).isEqualTo("gloo-mesh");
        assertThat(observed.others()).isEmpty();
    }

    @Test
    void aFieldThatSomebodyAddedIsADifference() {
        ObjectNode opened = object(WRITTEN);
        ((ObjectNode) opened.get("spec")).putArray("rules").addObject();

        assertThat(Observed.of(raw(opened), KEYS).hash())
                .isNotEqualTo(Observed.of(raw(object(WRITTEN)), KEYS).hash());
    }

    @Test
    void aFieldBesideTheSpecIsADifference() {
        ObjectNode changed = object(WRITTEN).put("extra", 1);

        assertThat(Observed.of(raw(changed), KEYS).hash())
                .isNotEqualTo(Observed.of(raw(object(WRITTEN)), KEYS).hash());
    }

    @Test
    void metadataOfOthersIsNoDifferenceAndIsRemembered() {
        ObjectNode tagged = object(WRITTEN);
        ObjectNode metadata = (ObjectNode) tagged.get("metadata");
        metadata.withObject("/labels").put("team", "a");
        metadata.withObject("/annotations").put("note", "b");
        metadata.putArray("finalizers").add("example.com/wait");

        Observed observed = Observed.of(raw(tagged), KEYS);

        assertThat(observed.hash())
                .isEqualTo(Observed.of(raw(object(WRITTEN)), KEYS).hash());
        assertThat(observed.others()).isEqualTo(object("""
                        {"labels":{"team":"a"},"annotations":{"note":"b"},"finalizers":["example.com/wait"]}"""));
    }

    @Test
    void anOwnAnnotationThatIsNoLongerWrittenIsADifference() {
        ObjectNode old = object(WRITTEN);
        ((ObjectNode) old.get("metadata")).withObject("/annotations").put("weft.dev/parents-total", "21");

        assertThat(Observed.of(raw(old), KEYS).hash())
                .isNotEqualTo(Observed.of(raw(object(WRITTEN)), KEYS).hash());
    }

    private static RawObject raw(ObjectNode body) {
        ObjectId id = new ObjectId("c1", new GroupKind("security.istio.io", "AuthorizationPolicy"), "shop", "deny");
        return new RawObject(id, "security.istio.io/v1", body, "test");
    }

    private static ObjectNode object(String json) {
        return CanonicalJson.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
