// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A Secret in which Helm keeps a release: JSON, compressed, in Base64, and that in the Base64 of Secrets. */
final class HelmSecret {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private HelmSecret() {}

    /** A merge patch that leaves the release as if whoever was at it had been killed. */
    static String with(JsonNode secret, String status, Instant since) throws IOException {
        ObjectNode release = release(secret);
        release.withObject("/info").put("status", status).put("last_deployed", since.toString());
        ObjectNode patch = patch(release);
        patch.putObject("metadata").putObject("labels").put("status", status);
        return patch.toString();
    }

    /** A merge patch that makes it a release of another chart. */
    static String ofChart(JsonNode secret, String chart) throws IOException {
        ObjectNode release = release(secret);
        release.withObject("/chart/metadata").put("name", chart).put("version", "0.1.0");
        return patch(release).toString();
    }

    private static ObjectNode release(JsonNode secret) throws IOException {
        byte[] inner = Base64.getDecoder().decode(secret.at("/data/release").asText());
        byte[] packed = Base64.getDecoder().decode(new String(inner, StandardCharsets.US_ASCII));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return (ObjectNode) JSON.readTree(in);
        }
    }

    private static ObjectNode patch(ObjectNode release) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(JSON.writeValueAsBytes(release));
        }
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("data")
                .put("release", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
        return patch;
    }
}
