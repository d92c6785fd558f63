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
        byte[] inner = Base64.getDecoder().decode(secret.at("/data/release").asText());
        byte[] packed = Base64.getDecoder().decode(new String(inner, StandardCharsets.US_ASCII));
        ObjectNode release;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            release = (ObjectNode) JSON.readTree(in);
        }
        release.withObject("/info").put("status", status).put("last_deployed", since.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(JSON.writeValueAsBytes(release));
        }
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").putObject("labels").put("status", status);
        patch.putObject("data")
                .put("release", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
        return patch.toString();
    }
}
