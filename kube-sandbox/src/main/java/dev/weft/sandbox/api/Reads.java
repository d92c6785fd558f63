// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.CompactedException;
import dev.weft.sandbox.store.Feed;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Listing;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** get, list and watch. */
final class Reads {
    private static final String TOO_OLD_LIST =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                    + " without the continue parameter.";

    private final Store store;
    private final int watchBuffer;

    Reads(Store store, int watchBuffer) {
        this.store = store;
        this.watchBuffer = watchBuffer;
    }

    Stored stored(Call call) {
        return store.get(call.key())
                .orElseThrow(() -> Refusal.notFound(
                        call.resource().group(), call.resource().plural(), call.name()));
    }

    Answer.One get(Call call) {
        return new Answer.One(200, Versions.bytes(call.resource(), stored(call)), List.of());
    }

    /** @param after the last object of the page before; null on the first one */
    private record Page(long revision, @Nullable Key after) {}

    Answer.Many list(Call call) {
        Options options = call.options();
        Selection selection = Selection.of(call);
        long limit = options.number("limit");
        Page page = page(call);
        Listing listing = listing(call, page);
        List<byte[]> items = new ArrayList<>();
        String next = "";
        long remaining = 0;
        List<Stored> objects = listing.objects();
        for (int i = 0; i < objects.size(); i++) {
            Stored object = objects.get(i);
            if (!selection.wanted().test(object)) {
                continue;
            }
            if (limit > 0 && items.size() == limit) {
                next = token(listing.revision(), place(objects.get(i - 1).key()));
                remaining = selection.everything() ? objects.size() - i : 0;
                break;
            }
            items.add(Versions.bytes(call.resource(), object));
        }
        return new Answer.Many(items, listing.revision(), next, remaining);
    }

    private static String place(Key key) {
        return key.namespace() + '\0' + key.name();
    }

    private Listing listing(Call call, Page page) {
        String namespace = call.namespace().isEmpty() ? null : call.namespace();
        String resource = call.resource().id();
        try {
            if (page.revision() > 0) {
                return store.listAt(resource, namespace, page.after(), page.revision());
            }
            String match = call.options().get("resourceVersionMatch");
            String version = call.options().get("resourceVersion");
            checkMatch(match, version);
            long revision = revision(version, "invalid resource version: ", 400);
            if (revision > store.revision()) {
                throw Refusal.futureVersion(revision, store.revision());
            }
            return match.equals("Exact")
                    ? store.listAt(resource, namespace, null, revision)
                    : store.list(resource, namespace);
        } catch (CompactedException e) {
            throw Refusal.expired(page.after() == null ? tooOld(page.revision(), e.oldest()) : TOO_OLD_LIST);
        }
    }

    private static String tooOld(long asked, long oldest) {
        return "too old resource version: " + asked + " (" + oldest + ")";
    }

    private static void checkMatch(String match, String version) {
        if (match.isEmpty()) {
            return;
        }
        if (version.isEmpty()) {
            throw listOptions("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (match.equals("Exact") && version.equals("0")) {
            throw listOptions("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static Refusal listOptions(String why) {
        Cause cause = Cause.forbidden("resourceVersionMatch", why);
        return Refusal.invalid("meta.k8s.io", "ListOptions", "", List.of(cause));
    }

    private static long revision(String text, String prefix, int code) {
        try {
            long revision = text.isEmpty() ? 0 : Long.parseLong(text);
            if (revision >= 0) {
                return revision;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        String message = prefix + "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \""
                + text + "\": invalid syntax";
        throw new Refusal(code, code == 400 ? "BadRequest" : "", message, null);
    }

    private static String token(long revision, String after) {
        byte[] json = Json.bytes(
                Json.object().put("v", "meta.k8s.io/v1").put("rv", revision).put("start", after));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    private static Page page(Call call) {
        Options options = call.options();
        String token = options.get("continue");
        if (token.isEmpty()) {
            return new Page(0, null);
        }
        if (!options.get("resourceVersion").isEmpty()
                && !options.get("resourceVersion").equals("0")) {
            throw Refusal.badRequest("specifying resource version is not allowed when using continue");
        }
        try {
            JsonNode read = Json.parse(Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)));
            if (read.path("rv").canConvertToLong() && read.path("start").isTextual()) {
                String[] place = read.path("start").textValue().split("\0", 2);
                Key after = new Key(call.resource().id(), place[0], place.length > 1 ? place[1] : "");
                return new Page(read.path("rv").longValue(), after);
            }
        } catch (IOException | IllegalArgumentException e) {
            // answered below
        }
        throw Refusal.badRequest("invalid continue token: continue key is not valid: " + token);
    }

    Watch watch(Call call) {
        Options options = call.options();
        Selection selection = Selection.of(call);
        String version = options.get("resourceVersion");
        long from = revision(version, "", 500);
        boolean initial = options.flag("sendInitialEvents");
        if (initial && !options.get("resourceVersionMatch").equals("NotOlderThan")) {
            throw listOptions("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        String namespace = call.namespace().isEmpty() ? null : call.namespace();
        Predicate<Key> place = key -> namespace == null || key.namespace().equals(namespace);
        Predicate<Key> named =
                call.name().isEmpty() ? place : place.and(key -> key.name().equals(call.name()));
        try {
            return store.locked(() -> {
                boolean replay = initial || from == 0;
                Listing now = replay ? store.list(call.resource().id(), namespace) : nothing();
                long start = replay ? now.revision() : from;
                Feed feed = store.watch(call.resource().id(), named, start, watchBuffer);
                List<Stored> objects =
                        now.objects().stream().filter(selection.wanted()).toList();
                return new Watch(call, store, feed, objects, selection, initial);
            });
        } catch (CompactedException e) {
            throw Refusal.expired(tooOld(from, e.oldest()));
        }
    }

    private static Listing nothing() {
        return new Listing(List.of(), 0);
    }
}
