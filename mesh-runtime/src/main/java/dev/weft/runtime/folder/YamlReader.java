// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML into JSON trees as kubectl does ({@link PlainScalars}; merge keys count), straight from parse events: positions stay
 * known, duplicate keys are refused, and aliases count each time they are used, so that a "billion laughs" document ends at the
 * bound. An alias gives the very node that it names; trees are never changed.
 */
final class YamlReader {

    private static final JsonNodeFactory NODES = new JsonNodeFactory(true);

    /** What an anchor names: a tree, how many values it holds, and how deep it is. */
    private record Anchored(JsonNode tree, long nodes, int depth) {}

    private final String path;
    private final Bounds bounds;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private Map<JsonNode, Position> items = new IdentityHashMap<>();
    private long nodes;
    private long aliasNodes;
    /** Deepest level reached so far, to know the depth of an anchored tree. */
    private int deepest;

    private YamlReader(String path, Bounds bounds, Iterator<Event> events) {
        this.path = path;
        this.bounds = bounds;
        this.events = events;
    }

    /** The documents of {@code text} that are not empty. */
    static List<Document> read(String path, String text, Bounds bounds) throws UnusableFolderException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                // A scalar longer than the buffer is copied once for each buffer that it fills.
                .setBufferSize(Math.clamp(text.length(), 1024, 1 << 20))
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
        } catch (ReaderException e) {
            Position at = Position.of(text, text.offsetByCodePoints(0, Math.min(e.getPosition(), codePoints(text))));
            throw new UnusableFolderException(
                    path,
                    at.line(),
                    at.column(),
                    String.format("not YAML: holds the control character U+%04X", e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new UnusableFolderException(path, 1, 1, "not YAML: " + e.getMessage());
        }
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private List<Document> documents() throws UnusableFolderException {
        List<Document> documents = new ArrayList<>();
        while (events.hasNext()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                anchors.clear();
                items = new IdentityHashMap<>();
                nodes = 0;
                aliasNodes = 0;
                Event first = events.next();
                JsonNode tree = node(first, 0, "");
                if (!tree.isNull()) {
                    documents.add(new Document(path, position(first), tree, items));
                }
            }
        }
        return documents;
    }

    /** @param key name of the field whose value, or an element of whose value, this is */
    private JsonNode node(Event event, int depth, String key) throws UnusableFolderException {
        reach(event, depth);
        count(event, 1);
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        long nodesBefore = nodes;
        int deepestBefore = deepest;
        deepest = depth;
        JsonNode tree = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(depth, key);
            case MappingStart -> mapping(depth);
            default -> throw unusable(event, "unexpected " + event.getEventId());
        };
        anchor(event, new Anchored(tree, nodes - nodesBefore, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return tree;
    }

    private void reach(Event event, int depth) throws UnusableFolderException {
        deepest = Math.max(deepest, depth);
        if (depth > bounds.depth()) {
            throw unusable(event, "nested deeper than " + bounds.depth() + " levels");
        }
    }

    private void count(Event event, long more) throws UnusableFolderException {
        nodes += more;
        if (nodes > bounds.nodes()) {
            throw unusable(event, "more than " + bounds.nodes() + " values in one document");
        }
    }

    private void anchor(Event event, Anchored value) {
        Optional<Anchor> anchor = event instanceof NodeEvent node ? node.getAnchor() : Optional.empty();
        anchor.ifPresent(name -> anchors.put(name.getValue(), value));
    }

    private JsonNode alias(AliasEvent event, int depth) throws UnusableFolderException {
        String name = event.getAlias().getValue();
        Anchored named = anchors.get(name);
        if (named == null) {
            throw unusable(event, "alias *" + name + " comes before the end of what it names");
        }
        reach(event, depth + named.depth());
        count(event, named.nodes());
        aliasNodes += named.nodes() + 1;
        if (aliasNodes > bounds.aliasNodes()) {
            throw unusable(event, "aliases repeat more than " + bounds.aliasNodes() + " values in one document");
        }
        return named.tree();
    }

    private ArrayNode sequence(int depth, String key) throws UnusableFolderException {
        ArrayNode array = NODES.arrayNode();
        boolean positioned = key.equals("items");
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            JsonNode element = node(event, depth + 1, "");
            array.add(element);
            if (positioned && element.isContainerNode()) {
                items.put(element, position(event));
            }
        }
        return array;
    }

    private ObjectNode mapping(int depth) throws UnusableFolderException {
        ObjectNode object = NODES.objectNode();
        List<ObjectNode> merged = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            String key = key(event, depth + 1);
            boolean isMerge = key.equals("<<") && event instanceof ScalarEvent scalar && scalar.isPlain();
            Event valueEvent = events.next();
            JsonNode value = node(valueEvent, depth + 1, key);
            if (isMerge) {
                merge(valueEvent, value, merged);
            } else if (object.has(key)) {
                throw unusable(event, "key " + Quoted.of(key) + " stands twice in one map");
            } else {
                object.set(key, value);
            }
        }
        for (ObjectNode source : merged) {
            source.properties().forEach(field -> object.putIfAbsent(field.getKey(), field.getValue()));
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

    /** Keys are texts, as written: {@code 8080} and {@code on} are names of fields, not numbers or booleans. */
    private String key(Event event, int depth) throws UnusableFolderException {
        if (event instanceof ScalarEvent scalar) {
            String key = whole(event, scalar.getValue());
            anchor(event, new Anchored(scalar(scalar), 0, 0));
            return key;
        }
        if (event instanceof AliasEvent alias) {
            JsonNode tree = alias(alias, depth);
            if (tree.isValueNode()) {
                return tree.asText();
            }
        }
        throw unusable(event, "a map key must be text");
    }

    private JsonNode scalar(ScalarEvent event) throws UnusableFolderException {
        String text = whole(event, event.getValue());
        String tag = event.getTag().orElse("");
        return switch (tag) {
            case "" -> event.isPlain() ? PlainScalars.resolve(text) : NODES.textNode(text);
            case "tag:yaml.org,2002:int",
                    "tag:yaml.org,2002:float",
                    "tag:yaml.org,2002:bool",
                    "tag:yaml.org,2002:null" -> PlainScalars.resolve(text);
            default -> NODES.textNode(text);
        };
    }

    private String whole(Event event, String text) throws UnusableFolderException {
        if (Quoted.brokenPair(text) >= 0) {
            throw unusable(event, "holds half of a surrogate pair, which is no Unicode text: " + Quoted.of(text));
        }
        return text;
    }

    private UnusableFolderException unusable(Event event, String why) {
        Position at = position(event);
        return new UnusableFolderException(path, at.line(), at.column(), why);
    }

    private static Position position(Event event) {
        return event.getStartMark()
                .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.START);
    }
}
