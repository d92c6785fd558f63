// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP request over a connection of its own, so that no answer comes by a connection that still follows an older policy. Over a plain
 * socket, because the clients of the JDK do not let go of the Host header.
 *
 * @param host address that is connected to; the Host header, if there is none among the headers
 * @param headers by lower-case name
 */
public record HttpCall(String host, int port, String method, String path, Map<String, String> headers) {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** Longer than any timeout that a test gives to a proxy. */
    private static final Duration READ = Duration.ofSeconds(20);

    public HttpCall {
        headers = new TreeMap<>(headers);
    }

    public static HttpCall get(String host, int port, String path) {
        return new HttpCall(host, port, "GET", path, Map.of());
    }

    public HttpCall with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new HttpCall(host, port, method, path, more);
    }

    public HttpCall method(String other) {
        return new HttpCall(host, port, other, path, headers);
    }

    public HttpCall path(String other) {
        return new HttpCall(host, port, method, other, headers);
    }

    /** @throws IOException when there is no connection, or no whole answer */
    public HttpAnswer send() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            socket.setSoTimeout((int) READ.toMillis());
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            out.write(text().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return HttpAnswer.read(socket.getInputStream(), method.equals("HEAD"));
        }
    }

    private String text() {
        Map<String, String> all = new TreeMap<>(headers);
        all.putIfAbsent("host", host + ":" + port);
        all.put("connection", "close");
        if (!method.equals("GET") && !method.equals("HEAD")) {
            all.putIfAbsent("content-length", "0");
        }
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }
}
