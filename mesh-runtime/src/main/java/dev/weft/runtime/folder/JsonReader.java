// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON documents, one after the other, into trees. */
final class JsonReader {

    private final JsonMapper mapper;

    JsonReader(Bounds bounds) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(bounds.depth())
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        this.mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    /** The documents of {@code text} that are not null. */
    List<Document> read(String path, String text) throws UnusableFolderException {
        List<Document> documents = new ArrayList<>();
        try (JsonParser parser = mapper.createParser(text)) {
            while (parser.nextToken() != null) {
                JsonLocation start = parser.currentTokenLocation();
                JsonNode tree = mapper.readTree(parser);
                if (!tree.isNull()) {
                    documents.add(new Document(path, start.getLineNr(), start.getColumnNr(), tree));
                }
            }
            return documents;
        } catch (StreamConstraintsException e) {
            throw new UnusableFolderException(path, 1, 1, e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            int line = where == null ? 1 : where.getLineNr();
            int column = where == null ? 1 : where.getColumnNr();
            throw new UnusableFolderException(path, line, column, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnusableFolderException(path, 1, 1, "cannot be read: " + e.getMessage());
        }
    }
}
