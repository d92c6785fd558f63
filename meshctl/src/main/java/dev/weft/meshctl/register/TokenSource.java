// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Gets tokens of service accounts. */
final class TokenSource {

    /** What is asked for; a server may give less. */
    static final Duration LIFETIME = Duration.ofDays(7);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private TokenSource() {}

    /** @param expires RFC 3339; empty when it does not */
    record Token(String text, String expires) {
        @Override
        public String toString() {
            return "Token until " + (expires.isEmpty() ? "revoked" : expires);
        }
    }

    /** A token that expires by itself. */
    static Token bound(Cluster cluster, String namespace, String account) throws ApiException, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", LIFETIME.toSeconds());
        String path = ResourceTypes.SERVICE_ACCOUNT.path(namespace, account) + "/token";
        ObjectNode answer = cluster.call(ApiCall.post(path, request));
        return new Token(
                answer.path("status").path("token").asText(""),
                answer.path("status").path("expirationTimestamp").asText(""));
    }

    /** A token in a Secret of its own, for servers that give none that live long enough. It is valid until that Secret is deleted. */
    static Token longLived(Cluster cluster, String namespace, String account)
            throws ApiException, InterruptedException, CommandFailedException {
        cluster.createIfAbsent(ResourceTypes.SECRET, RemoteObjects.tokenSecret(namespace, account));
        String path = ResourceTypes.SECRET.path(namespace, RemoteObjects.tokenSecretName(account));
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (System.nanoTime() < end) {
            Optional<ObjectNode> secret = cluster.find(path);
            String token = secret.map(found -> found.path("data").path("token").asText(""))
                    .orElse("");
            if (!token.isEmpty()) {
                return new Token(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8), "");
            }
            Thread.sleep(PAUSE);
        }
        throw new CommandFailedException(
                cluster.name() + ": Secret " + namespace + "/" + RemoteObjects.tokenSecretName(account)
                        + " has got no token within " + LONGEST_WAIT.toSeconds() + " s",
                "Check that the cluster's controller manager runs, or register without --long-lived-token.");
    }
}
