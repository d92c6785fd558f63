// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials.BearerToken;

/**
 * The token of one cluster's client. Another one takes its place without a new connection: watches that are open go on, and whatever is
 * sent from then on carries the new one.
 */
final class RotatingToken {

    private volatile String token = "";

    /** The endpoint with this token in place of its own; unchanged when it has none. */
    Endpoint in(Endpoint endpoint) {
        if (!(endpoint.credentials() instanceof BearerToken bearer)) {
            return endpoint;
        }
        token = bearer.token().get();
        return new Endpoint(endpoint.server(), endpoint.authorityPem(), new BearerToken(() -> token));
    }

    /**
     * Takes over the token of an endpoint of the same server.
     *
     * @return whether that is enough; it is not when one of the two has a client certificate
     */
    boolean follow(Endpoint before, Endpoint next) {
        if (before.credentials() instanceof BearerToken && next.credentials() instanceof BearerToken bearer) {
            token = bearer.token().get();
            return true;
        }
        return false;
    }
}
