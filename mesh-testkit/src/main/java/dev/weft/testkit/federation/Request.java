// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

/**
 * What a client asks for.
 *
 * @param host as the application says it; names relative to the client's namespace are understood
 * @param http false for bytes that are no HTTP
 */
public record Request(Client client, String host, int port, boolean http) {

    /** An HTTP request. */
    public static Request http(Client client, String host, int port) {
        return new Request(client, host, port, true);
    }

    /** A TCP connection. */
    public static Request tcp(Client client, String host, int port) {
        return new Request(client, host, port, false);
    }
}
