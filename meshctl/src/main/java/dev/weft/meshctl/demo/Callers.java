// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The applications of the demo as clients: each sends requests through the proxy of its pod. */
public interface Callers {

    /** Sends a request and waits for the answer, over a connection of its own. */
    Answer send(Request request) throws IOException;

    /** From now on the application of a workload fails, or answers as before. */
    void fail(String cluster, String workload, boolean fails);

    /** The same request as a command for a shell on this machine. */
    String curl(Request request);

    /**
     * A request.
     *
     * @param cluster of the client
     * @param workload name of the client's Deployment; at a gateway the client is a visitor from outside
     * @param host that is asked, with port where it is not 80
     * @param headers by lower-case name
     */
    record Request(
            String cluster, String workload, String method, String host, String path, Map<String, String> headers) {

        public Request {
            headers = new TreeMap<>(headers);
        }

        Request with(String header, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(header, value);
            return new Request(cluster, workload, method, host, path, more);
        }

        Request method(String other) {
            return new Request(cluster, workload, other, host, path, headers);
        }
    }

    /**
     * What came back.
     *
     * @param status of HTTP
     * @param server name of the Deployment whose application has answered; empty when a proxy did
     * @param client as whom that application was called, a SPIFFE name; empty when it cannot tell
     */
    record Answer(int status, String server, String client) {}
}
