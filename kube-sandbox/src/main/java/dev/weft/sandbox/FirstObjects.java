// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.Verbs;
import dev.weft.sandbox.auth.Access;
import dev.weft.sandbox.auth.Authentication;
import dev.weft.sandbox.auth.Rbac;
import dev.weft.sandbox.auth.Reviews;
import dev.weft.sandbox.auth.ServiceAccountTokens;
import dev.weft.sandbox.auth.TokenKey;
import dev.weft.sandbox.gc.LocalWrites;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.store.Journal;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What every cluster has from the start: namespaces, and the roles that are needed to look around. They go through all checks
 * and defaults once a process, in a store that is thrown away; each server gets copies with uid and times of its own.
 */
final class FirstObjects {
    private static final List<Stored> MODELS = models();

    private FirstObjects() {}

    /** Makes the models now, unless they are there. */
    static void prepare() {
        if (MODELS.isEmpty()) {
            throw new IllegalStateException("first-objects.json is empty");
        }
    }

    private static List<Stored> models() {
        Store store = new Store(Journal.none(), 100);
        Catalog catalog = new Catalog();
        InstantSource clock = InstantSource.system();
        ServiceAccountTokens accounts = new ServiceAccountTokens(new TokenKey(), store, clock);
        Rbac rbac = new Rbac(store);
        Access access = new Access(new Reviews(new Authentication("", accounts), rbac), accounts, rbac);
        LocalWrites writes = new LocalWrites(new Verbs(store, catalog, clock, access, 0), catalog);
        read().forEach(object -> writes.create((ObjectNode) object));
        List<Stored> models = new ArrayList<>();
        store.resources()
                .forEach(resource -> models.addAll(store.list(resource, null).objects()));
        models.sort((one, other) -> Long.compare(one.revision(), other.revision()));
        return List.copyOf(models);
    }

    /** JSON, not YAML: no server needs the YAML parser to start. */
    private static JsonNode read() {
        try (InputStream source = Objects.requireNonNull(
                FirstObjects.class.getResourceAsStream("first-objects.json"), "first-objects.json")) {
            return Json.parse(source.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates those that are missing. */
    static void create(Store store, InstantSource clock) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        for (Stored model : MODELS) {
            Key key = model.key();
            if (store.get(key).isEmpty()) {
                ObjectNode object = model.tree();
                ObjectNode metadata = Json.child(object, "metadata");
                metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now);
                metadata.path("managedFields").forEach(fields -> ((ObjectNode) fields).put("time", now));
                store.put(key, object);
            }
        }
    }
}
