// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class WatchTest extends Contract {

    @Test
    void aWatchTellsWhatHappensAfterAResourceVersion() throws Exception {
        api.post(configMaps, labelled("before", "{\"w\":\"1\"}"));
        String version = api.get(configMaps).version();
        api.post(configMaps, labelled("a", "{\"w\":\"1\"}"));
        try (OpenWatch watch = api.watch(configMaps + "?watch=1&labelSelector=w&resourceVersion=" + version)) {
            assertThat(watch.next()).isEqualTo("ADDED a");
            api.patch(configMaps + "/a", Api.MERGE, "{\"data\":{\"k\":\"v\"}}");
            assertThat(watch.next()).isEqualTo("MODIFIED a");
            api.delete(configMaps + "/a");
            JsonNode deleted = watch.event();
            assertThat(deleted.path("type").asText()).isEqualTo("DELETED");
            assertThat(deleted.path("object").path("data").path("k").asText()).isEqualTo("v");
            assertThat(deleted.path("object")
                            .path("metadata")
                            .path("resourceVersion")
                            .asLong())
                    .isGreaterThan(Long.parseLong(version));
        }
    }

    @Test
    void withoutResourceVersionItStartsWithWhatIsThere() throws Exception {
        api.post(configMaps, labelled("a", "{\"w\":\"1\"}"));
        try (OpenWatch watch = api.watch(configMaps + "?watch=true&labelSelector=w")) {
            assertThat(watch.next()).isEqualTo("ADDED a");
            api.post(configMaps, labelled("b", "{\"w\":\"1\"}"));
            assertThat(watch.next()).isEqualTo("ADDED b");
        }
    }

    @Test
    void whatLeavesTheSelectionIsDeletedAndWhatEntersIsAdded() throws Exception {
        api.post(configMaps, labelled("a", "{\"w\":\"1\"}"));
        String version = api.get(configMaps).version();
        try (OpenWatch watch = api.watch(configMaps + "?watch=1&labelSelector=w%3D1&resourceVersion=" + version)) {
            api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"labels\":{\"w\":\"2\"}}}");
            JsonNode gone = watch.event();
            assertThat(gone.path("type").asText()).isEqualTo("DELETED");
            assertThat(gone.path("object")
                            .path("metadata")
                            .path("labels")
                            .path("w")
                            .asText())
                    .isEqualTo("1");
            String now = api.get(configMaps + "/a").version();
            assertThat(gone.path("object")
                            .path("metadata")
                            .path("resourceVersion")
                            .asText())
                    .isEqualTo(now);
            api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"labels\":{\"w\":\"1\"}}}");
            assertThat(watch.next()).isEqualTo("ADDED a");
        }
    }

    @Test
    void initialEventsEndWithABookmark() throws Exception {
        api.post(configMaps, labelled("a", "{\"w\":\"1\"}"));
        try (OpenWatch watch = api.watch(configMaps + "?watch=1&labelSelector=w&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            assertThat(watch.next()).isEqualTo("ADDED a");
            JsonNode bookmark = watch.event();
            assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(bookmark.path("object")
                            .path("metadata")
                            .path("annotations")
                            .path("k8s.io/initial-events-end")
                            .asText())
                    .isEqualTo("true");
        }
        Reply without = api.get(configMaps + "?watch=1&sendInitialEvents=true");
        assertThat(without.code()).isEqualTo(422);
    }

    @Test
    void aWatchOfOneNameTellsOfNothingElse() throws Exception {
        String version = api.get(configMaps).version();
        try (OpenWatch watch =
                api.watch(configMaps + "?watch=1&fieldSelector=metadata.name%3Db&resourceVersion=" + version)) {
            api.post(configMaps, configMap("a"));
            api.post(configMaps, configMap("b"));
            assertThat(watch.next()).isEqualTo("ADDED b");
        }
    }

    @Test
    void aWatchEndsWhenItsTimeIsOver() throws Exception {
        try (OpenWatch watch = api.watch(configMaps + "?watch=1&timeoutSeconds=1&resourceVersion="
                + api.get(configMaps).version())) {
            assertThat(watch.code()).isEqualTo(200);
            assertThat(watch.endsWithin(10)).isTrue();
        }
    }

    @Test
    void watchersOfOtherNamespacesHearNothing() throws Exception {
        String version = api.get(configMaps).version();
        try (OpenWatch all = api.watch("/api/v1/configmaps?watch=1&labelSelector=w&resourceVersion=" + version);
                OpenWatch other = api.watch(
                        "/api/v1/namespaces/default/configmaps?watch=1&labelSelector=w&timeoutSeconds=2&resourceVersion="
                                + version)) {
            api.post(configMaps, labelled("a", "{\"w\":\"1\"}"));
            assertThat(all.next()).isEqualTo("ADDED a");
            assertThat(other.endsWithin(15)).isTrue();
            assertThat(other.isSilent()).isTrue();
        }
    }
}
