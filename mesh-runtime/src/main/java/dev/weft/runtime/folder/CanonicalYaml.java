// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.emitter.Emitter;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;

/**
 * JSON trees as YAML that every reader understands alike: keys sorted, block style, LF, a final newline, no document marker. A text is
 * written plainly only when neither a YAML 1.1 nor a YAML 1.2 reader could take it for something else.
 */
public final class CanonicalYaml {

    private static final Pattern SAFE =
            Pattern.compile("[A-Za-z/][A-Za-z0-9_/.-]*( [A-Za-z0-9_/.(-][A-Za-z0-9_/.,()-]*)*");
    private static final Set<String> WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity");

    private static final class Text implements StreamDataWriter {
        private final StringBuilder text = new StringBuilder(1024);

        @Override
        public void write(String part) {
            text.append(part);
        }

        @Override
        public void write(String part, int offset, int length) {
            text.append(part, offset, offset + length);
        }
    }

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndent(2)
            .setWidth(1_000_000)
            .setMaxSimpleKeyLength(1024)
            .setSplitLines(false)
            .setBestLineBreak("\n")
            .build();

    private final Emitter emitter;

    private CanonicalYaml(Emitter emitter) {
        this.emitter = emitter;
    }

    public static String of(JsonNode tree) {
        Text text = new Text();
        CanonicalYaml yaml = new CanonicalYaml(new Emitter(SETTINGS, text));
        yaml.emitter.emit(new StreamStartEvent());
        yaml.emitter.emit(new DocumentStartEvent(false, Optional.empty(), Map.of()));
        yaml.node(tree);
        yaml.emitter.emit(new DocumentEndEvent(false));
        yaml.emitter.emit(new StreamEndEvent());
        if (text.text.isEmpty() || text.text.charAt(text.text.length() - 1) != '\n') {
            text.text.append('\n');
        }
        return escapeSeparators(text.text.toString());
    }

    /** YAML 1.1 takes these two for line breaks; they can only stand inside double quotes here. */
    private static String escapeSeparators(String yaml) {
        return yaml.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    private void node(JsonNode node) {
        if (node.isObject()) {
            mapping(node);
        } else if (node.isArray()) {
            sequence(node);
        } else if (node.isTextual()) {
            text(node.textValue());
        } else {
            scalar(node.isNumber() ? number(node) : node.asText(), ScalarStyle.PLAIN);
        }
    }

    private static String number(JsonNode node) {
        return node.isIntegralNumber() ? node.asText() : CanonicalJson.plain(node.decimalValue());
    }

    private void mapping(JsonNode node) {
        FlowStyle style = node.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
        emitter.emit(new MappingStartEvent(Optional.empty(), Optional.empty(), true, style));
        fields(node).forEach((key, value) -> {
            text(key);
            node(value);
        });
        emitter.emit(new MappingEndEvent());
    }

    private static Map<String, JsonNode> fields(JsonNode node) {
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private void sequence(JsonNode node) {
        FlowStyle style = node.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK;
        emitter.emit(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, style));
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        elements.forEach(this::node);
        emitter.emit(new SequenceEndEvent());
    }

    private void text(String text) {
        scalar(text, isSafe(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
    }

    private static boolean isSafe(String text) {
        return text.length() < 1000 && SAFE.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    private void scalar(String text, ScalarStyle style) {
        emitter.emit(new ScalarEvent(Optional.empty(), Optional.empty(), new ImplicitTuple(true, true), text, style));
    }
}
