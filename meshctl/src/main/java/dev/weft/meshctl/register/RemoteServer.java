// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.meshctl.kubeconfig.UserAccess;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * Where the plane finds the registered cluster.
 *
 * @param url of the API server
 * @param authorityPem what its certificate chains to; empty for what the platform trusts
 * @param namespace of the user's context, which the stored kubeconfig keeps; may be empty
 */
public record RemoteServer(String url, Optional<String> authorityPem, String namespace) {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /**
     * As the user reaches it, or at another address: with https always, and with the user's port unless it names one. The certificate
     * authority stays (the reference dropped it for servers on loopback and did not check who answers).
     *
     * @throws IllegalArgumentException when the address is none
     */
    static RemoteServer of(UserAccess access, Optional<String> address) {
        String own = access.endpoint().server();
        String url = address.map(other -> at(other, own)).orElse(own);
        return new RemoteServer(url, access.endpoint().authorityPem(), access.namespace());
    }

    private static String at(String address, String own) {
        String stripped = address.replaceFirst("^https?://", "");
        try {
            URI uri = new URI("https://" + stripped);
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (plain) {
                int port = uri.getPort() >= 0 ? uri.getPort() : URI.create(own).getPort();
                String path = uri.getRawPath().equals("/") ? "" : uri.getRawPath();
                return "https://" + uri.getHost() + (port >= 0 ? ":" + port : "") + path;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw new IllegalArgumentException("--api-server-address must be HOST[:PORT], not '" + address + "'");
    }

    /** Whether only programs on this machine can reach it. */
    boolean isLoopback() {
        return LOOPBACK.contains(String.valueOf(URI.create(url).getHost()));
    }
}
