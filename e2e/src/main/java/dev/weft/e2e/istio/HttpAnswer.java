// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came back over a connection that carried one request.
 *
 * @param headers by lower-case name; of several with one name the last
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    private static final int HEX = 16;
    private static final int SHOWN = 200;

    public HttpAnswer {
        headers = new TreeMap<>(headers);
    }

    /** @param head whether the answer has no body, whatever its headers say */
    static HttpAnswer read(InputStream in, boolean head) throws IOException {
        String first = line(in);
        String[] parts = first.split(" ", 3);
        if (parts.length < 2 || !first.startsWith("HTTP/1.")) {
            throw new IOException("not an answer of HTTP/1: " + first);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = head ? "" : new String(body(in, headers), StandardCharsets.UTF_8);
        return new HttpAnswer(Integer.parseInt(parts[1]), headers, body);
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return exactly(in, Integer.parseInt(length));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), HEX); size > 0; size = Integer.parseInt(line(in), HEX)) {
            body.write(exactly(in, size));
            line(in);
        }
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ends within its head");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** A header; empty when it is absent. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return status + " " + (body.length() > SHOWN ? body.substring(0, SHOWN) + "..." : body).strip();
    }
}
