// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 (core schema) into JSON trees, straight from parse events: positions stay known, duplicate keys are refused, and
 * aliases count each time they are used, so that a "billion laughs" document ends at the bound.
 */
final class YamlReader {

    private static final JsonNodeFactory NODES = new JsonNodeFactory(true);
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private final String path;
    private final Bounds bounds;
    private final Iterator<Event> events;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Map<String, Long> anchorSizes = new HashMap<>();
    private long nodes;

    private YamlReader(String path, Bounds bounds, Iterator<Event> events) {
        this.path = path;
        this.bounds = bounds;
        this.events = events;
    }

    /** The documents of {@code text} that are not empty. */
    static List<Document> read(String path, String text, Bounds bounds) throws UnusableFolderException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setLabel(path)
                .setParseComments(false)
                .build();
        try {
            YamlReader reader = new YamlReader(
                    path, bounds, new Parse(settings).parseString(text).iterator());
            return reader.documents();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark();
            int line = mark.map(Mark::getLine).orElse(0) + 1;
            int column = mark.map(Mark::getColumn).orElse(0) + 1;
            throw new UnusableFolderException(path, line, column, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new UnusableFolderException(path, 1, 1, "not YAML: " + e.getMessage());
        }
    }

    private List<Document> documents() throws UnusableFolderException {
        List<Document> documents = new ArrayList<>();
        while (events.hasNext()) {
            Event event = next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                anchorSizes.clear();
                nodes = 0;
                Event first = next();
                JsonNode tree = node(first, 0);
                if (!tree.isNull()) {
                    documents.add(new Document(path, line(first), column(first), tree));
                }
            }
        }
        return documents;
    }

    private Event next() {
        return events.next();
    }

    private JsonNode node(Event event, int depth) throws UnusableFolderException {
        if (depth > bounds.depth()) {
            throw unusable(event, "nested deeper than " + bounds.depth() + " levels");
        }
        count(event, 1);
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        long before = nodes;
        JsonNode tree = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(depth);
            case MappingStart -> mapping(depth);
            default -> throw unusable(event, "unexpected " + event.getEventId());
        };
        Optional<org.snakeyaml.engine.v2.common.Anchor> anchor =
                event instanceof NodeEvent nodeEvent ? nodeEvent.getAnchor() : Optional.empty();
        anchor.ifPresent(name -> {
            anchors.put(name.getValue(), tree);
            anchorSizes.put(name.getValue(), nodes - before);
        });
        return tree;
    }

    private void count(Event event, long more) throws UnusableFolderException {
        nodes += more;
        if (nodes > bounds.nodes()) {
            throw unusable(
                    event, "more than " + bounds.nodes() + " values in one document once its aliases are expanded");
        }
    }

    private JsonNode alias(AliasEvent event) throws UnusableFolderException {
        String name = event.getAlias().getValue();
        JsonNode tree = anchors.get(name);
        if (tree == null) {
            throw unusable(event, "alias *" + name + " comes before the end of what it names");
        }
        count(event, anchorSizes.getOrDefault(name, 0L));
        return tree.deepCopy();
    }

    private ArrayNode sequence(int depth) throws UnusableFolderException {
        ArrayNode array = NODES.arrayNode();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            array.add(node(event, depth + 1));
        }
        return array;
    }

    private ObjectNode mapping(int depth) throws UnusableFolderException {
        ObjectNode object = NODES.objectNode();
        List<ObjectNode> merged = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            String key = key(event);
            boolean isMerge = key.equals("<<") && event instanceof ScalarEvent scalar && scalar.isPlain();
            Event valueEvent = next();
            JsonNode value = node(valueEvent, depth + 1);
            if (isMerge) {
                merge(valueEvent, value, merged);
            } else if (object.has(key)) {
                throw unusable(event, "key \"" + key + "\" stands twice in one map");
            } else {
                object.set(key, value);
            }
        }
        for (ObjectNode source : merged) {
            source.properties().forEach(field -> {
                if (!object.has(field.getKey())) {
                    object.set(field.getKey(), field.getValue());
                }
            });
        }
        return object;
    }

    private void merge(Event event, JsonNode value, List<ObjectNode> merged) throws UnusableFolderException {
        for (JsonNode source : value.isArray() ? value : NODES.arrayNode().add(value)) {
            if (!(source instanceof ObjectNode map)) {
                throw unusable(event, "a merge key needs a map or a list of maps");
            }
            merged.add(map);
        }
    }

    private String key(Event event) throws UnusableFolderException {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        if (event instanceof AliasEvent alias) {
            JsonNode tree = alias(alias);
            if (tree.isValueNode()) {
                return tree.asText();
            }
        }
        throw unusable(event, "a map key must be text");
    }

    private static JsonNode scalar(ScalarEvent event) {
        String text = event.getValue();
        Optional<String> tag = event.getTag();
        if (tag.isPresent() && !tag.get().equals("!")) {
            return tag.get().endsWith(":str") || !event.isPlain() ? NODES.textNode(text) : plain(text);
        }
        return event.getScalarStyle() == ScalarStyle.PLAIN && tag.isEmpty() ? plain(text) : NODES.textNode(text);
    }

    /** The YAML 1.2 core schema. */
    private static JsonNode plain(String text) {
        switch (text) {
            case "", "~", "null", "Null", "NULL" -> {
                return NODES.nullNode();
            }
            case "true", "True", "TRUE" -> {
                return NODES.booleanNode(true);
            }
            case "false", "False", "FALSE" -> {
                return NODES.booleanNode(false);
            }
            default -> {
                char first = text.charAt(0);
                boolean numeric = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
                return numeric && text.length() <= 400 ? number(text) : NODES.textNode(text);
            }
        }
    }

    private static JsonNode number(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(new BigInteger(text.startsWith("+") ? text.substring(1) : text));
        }
        if (OCTAL.matcher(text).matches()) {
            return integer(new BigInteger(text.substring(2), 8));
        }
        if (HEX.matcher(text).matches()) {
            return integer(new BigInteger(text.substring(2), 16));
        }
        return DECIMAL.matcher(text).matches() ? NODES.numberNode(new BigDecimal(text)) : NODES.textNode(text);
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < 32) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < 64 ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private UnusableFolderException unusable(Event event, String why) {
        return new UnusableFolderException(path, line(event), column(event), why);
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static int column(Event event) {
        return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    }
}
