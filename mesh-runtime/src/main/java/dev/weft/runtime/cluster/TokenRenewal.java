// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.snapshot.RawObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Renews the tokens of a kubeconfig Secret at half of their life, so that a cluster may be out of reach for the other half. What is due
 * is decided without I/O; a new token is asked for as the writer, who may do that for its own account and the reader's
 * (kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1).
 */
public final class TokenRenewal {

    private TokenRenewal() {}

    /**
     * A kubeconfig in a Secret.
     *
     * @param dataKey where it stands
     * @param kubeconfig its text
     * @param token the one in it
     */
    public record Held(String dataKey, String kubeconfig, String token) {

        /** What its token says of its end; empty when it has none. */
        public Optional<BoundToken> expiring() {
            return BoundToken.read(token);
        }

        /** Empty when it is never renewed: its token does not expire, or stands there in a spelling that cannot be replaced. */
        private Optional<BoundToken> bound() {
            return kubeconfig.contains(token) ? expiring() : Optional.empty();
        }

        @Override
        public String toString() {
            return "Held[" + dataKey + "]";
        }
    }

    /**
     * What a kubeconfig Secret holds, those that cannot be used left out.
     *
     * @param readerOnly without the identity that writes, unless it is the one that reads as well
     */
    public static List<Held> held(RawObject secret, boolean readerOnly) {
        boolean hasReader = Registration.text(secret, Registration.READER).isPresent();
        List<Held> all = new ArrayList<>();
        for (String key : readerOnly && hasReader
                ? List.of(Registration.READER)
                : List.of(Registration.WRITER, Registration.READER)) {
            Registration.text(secret, key).ifPresent(text -> {
                try {
                    Endpoint endpoint = KubeconfigReader.read(key, text);
                    if (endpoint.credentials() instanceof Endpoint.Credentials.BearerToken bearer) {
                        all.add(new Held(key, text, bearer.token().get()));
                    }
                } catch (UnusableKubeconfigException e) {
                    // The registry says so.
                }
            });
        }
        return List.copyOf(all);
    }

    /** One whose token is to be renewed now. */
    public record Due(Held held, BoundToken token) {}

    /** Those whose token has passed half of its life, in the order given. */
    public static List<Due> due(Collection<Held> all, Instant now) {
        return all.stream()
                .flatMap(held -> held.bound().map(token -> new Due(held, token)).stream())
                .filter(due -> !now.isBefore(due.token().renewAt()))
                .toList();
    }

    /** When the first of them will be due, which may be in the past; empty when none ever is. */
    public static Optional<Instant> next(Collection<Held> all) {
        return all.stream()
                .flatMap(held -> held.bound().stream())
                .map(BoundToken::renewAt)
                .min(Instant::compareTo);
    }

    /**
     * Asks for a token that lives as long as the old one did. The old one stays good until it expires.
     *
     * @param writer the cluster, as the account that writes
     * @return the kubeconfig with the new token, otherwise byte for byte as it was
     * @throws ApiException when there is none: 401 when the writer's own token has expired, and only a new registration helps
     */
    public static String renew(KubeApi writer, Due due) throws ApiException, InterruptedException {
        BoundToken old = due.token();
        String path = "/api/v1/namespaces/" + ApiCall.escaped(old.namespace()) + "/serviceaccounts/"
                + ApiCall.escaped(old.account()) + "/token";
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", old.life().toSeconds());
        String token =
                writer.call(ApiCall.post(path, request)).at("/status/token").asText("");
        if (BoundToken.read(token).isEmpty()) {
            String message = "POST " + path + ": the answer holds no token";
            throw new ApiException(
                    message, new ApiException.Failure.NoAnswer(ApiException.Failure.Kind.BROKEN, message));
        }
        return due.held().kubeconfig().replace(due.held().token(), token);
    }
}
