// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Reads a whole list, page by page, and passes on what differs from what is known. */
final class Lister {

    private final Reading reading;
    private final KubeApi api;
    private final Decoder decoder;
    private final Delivered delivered;
    private final Semaphore permits;
    private final int limit;

    /**
     * A list that was read to its end.
     *
     * @param resourceVersion to watch from
     * @param size objects in it
     * @param gone objects that were known and are not in it
     * @param undecodable items that are no objects, each with the reason; then nothing that is missing counts as gone
     */
    record Listed(String resourceVersion, int size, int gone, List<String> undecodable) {}

    /**
     * @param permits how many pages may be read at the same time
     * @param limit objects in one page
     */
    Lister(Reading reading, KubeApi api, Decoder decoder, Delivered delivered, Semaphore permits, int limit) {
        this.reading = reading;
        this.api = api;
        this.decoder = decoder;
        this.delivered = delivered;
        this.permits = permits;
        this.limit = limit;
    }

    /**
     * Lists. Objects are passed on page by page, since each of them is real whatever becomes of the rest; that objects are missing is known
     * at the end only.
     */
    Listed list(ResourceType type) throws ApiException, UndecodableException, InterruptedException {
        Set<ObjectId> existing = new HashSet<>();
        List<String> undecodable = new ArrayList<>();
        String version = "";
        String token = "";
        do {
            permits.acquire();
            try {
                Page page = Page.of(api.call(ApiCall.get(reading.listPath(type, limit, token))));
                for (JsonNode item : page.items()) {
                    try {
                        RawObject object = decoder.object(item, type);
                        existing.add(object.id());
                        delivered.put(object);
                    } catch (UndecodableException e) {
                        undecodable.add(String.valueOf(e.getMessage()));
                    }
                }
                // All pages show the state of the first.
                version = version.isEmpty() ? page.resourceVersion() : version;
                token = page.token();
            } finally {
                permits.release();
            }
        } while (!token.isEmpty());
        int gone = undecodable.isEmpty() ? delivered.only(existing) : 0;
        return new Listed(version, existing.size(), gone, List.copyOf(undecodable));
    }
}
