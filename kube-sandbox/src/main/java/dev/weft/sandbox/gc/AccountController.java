// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.Identity;
import dev.weft.sandbox.auth.ServiceAccountTokens;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Gives every namespace its service account {@code default} and the ConfigMap {@code kube-root-ca.crt}, and fills Secrets
 * of type {@code kubernetes.io/service-account-token}; deletes those whose account is gone.
 */
final class AccountController implements Controller {
    private static final String NAME = "kubernetes.io/service-account.name";
    private static final String UID = "kubernetes.io/service-account.uid";

    private final Store store;
    private final LocalWrites writes;
    private final Identity identity;
    private final ServiceAccountTokens tokens;

    AccountController(Store store, LocalWrites writes, Identity identity, ServiceAccountTokens tokens) {
        this.store = store;
        this.writes = writes;
        this.identity = identity;
        this.tokens = tokens;
    }

    @Override
    public void look(Change change, boolean initial) {
        Key key = change.after().key();
        switch (key.resource()) {
            case "/namespaces" -> {
                if (!change.deleted()) {
                    furnish(key.name());
                }
            }
            case "/secrets" -> {
                if (!change.deleted()) {
                    fill(change.after());
                }
            }
            case "/serviceaccounts" -> {
                if (change.deleted()) {
                    furnish(key.namespace());
                }
                store.list("/secrets", key.namespace()).objects().forEach(this::fill);
            }
            case "/configmaps" -> {
                if (change.deleted() && key.name().equals("kube-root-ca.crt")) {
                    furnish(key.namespace());
                }
            }
            default -> {}
        }
    }

    private void furnish(String namespace) {
        Optional<Stored> present = store.get(new Key("/namespaces", "", namespace));
        if (present.isEmpty() || present.get().tree().path("metadata").has("deletionTimestamp")) {
            return;
        }
        if (store.get(new Key("/serviceaccounts", namespace, "default")).isEmpty()) {
            writes.create(object("ServiceAccount", namespace, "default"));
        }
        if (store.get(new Key("/configmaps", namespace, "kube-root-ca.crt")).isEmpty()) {
            ObjectNode roots = object("ConfigMap", namespace, "kube-root-ca.crt");
            roots.putObject("data").put("ca.crt", identity.authorityPem());
            writes.create(roots);
        }
    }

    private static ObjectNode object(String kind, String namespace, String name) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private void fill(Stored secret) {
        if (!new String(secret.json(), StandardCharsets.UTF_8).contains(NAME)) {
            return;
        }
        ObjectNode object = secret.tree();
        JsonNode annotations = object.path("metadata").path("annotations");
        String name = Json.at(annotations, NAME);
        if (!Json.at(object, "type").equals("kubernetes.io/service-account-token") || name.isEmpty()) {
            return;
        }
        String namespace = secret.key().namespace();
        String known = Json.at(annotations, UID);
        Optional<Stored> account = store.get(new Key("/serviceaccounts", namespace, name));
        if (account.isEmpty()
                || (!known.isEmpty() && !known.equals(account.get().uid()))) {
            // A Secret may be made before its account; one that was filled belongs to an account that is gone.
            if (!known.isEmpty()) {
                writes.delete(secret.key(), secret.uid());
            }
            return;
        }
        if (object.path("data").has("token") && !known.isEmpty()) {
            return;
        }
        String uid = account.get().uid();
        Json.child(Json.child(object, "metadata"), "annotations").put(UID, uid);
        ServiceAccountTokens.Subject subject = new ServiceAccountTokens.Subject(
                namespace, name, uid, secret.key().name(), List.of(ServiceAccountTokens.ISSUER));
        ObjectNode data = Json.child(object, "data");
        data.put("token", base64(tokens.issue(subject, null)));
        data.put("ca.crt", base64(identity.authorityPem()));
        data.put("namespace", base64(namespace));
        writes.update(secret.key(), "", object);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
