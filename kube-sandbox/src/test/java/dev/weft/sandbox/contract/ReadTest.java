// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadTest extends Contract {

    @BeforeEach
    void fill() {
        api.post(configMaps, labelled("a", "{\"app\":\"x\",\"tier\":\"1\"}"));
        api.post(configMaps, labelled("b", "{\"app\":\"x\",\"tier\":\"2\"}"));
        api.post(configMaps, labelled("c", "{\"app\":\"y\"}"));
        api.post(configMaps, labelled("d", "{\"none\":\"\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app%3Dx|a b",
                "app%3D%3Dx|a b",
                "app!%3Dx,app|c",
                "app%20in%20(x,y)|a b c",
                "app%20notin%20(x),app|c",
                "tier|a b",
                "!tier,app|c",
                "app%3Dx,tier%3D2|b",
                "tier>1|b",
                "none%3D|d",
                "app%20in%20(y,%20z)|c"
            })
    void labelSelectorsSelect(String selector, String names) {
        String query = configMaps + "?labelSelector=" + selector.replace(">", "%3E");
        assertThat(api.get(query).names()).isEqualTo(List.of(names.split(" ")));
    }

    @Test
    void fieldSelectorsKnowNameNamespaceAndDeclaredFields() {
        assertThat(api.get(configMaps + "?fieldSelector=metadata.name%3Da").names())
                .isEqualTo(List.of("a"));
        assertThat(api.get("/api/v1/configmaps?fieldSelector=metadata.name%3Db,metadata.namespace%3D" + namespace)
                        .names())
                .isEqualTo(List.of("b"));
        String secrets = path("v1", "secrets");
        api.post(secrets, "{\"metadata\":{\"name\":\"s1\"},\"type\":\"a/b\"}");
        api.post(secrets, "{\"metadata\":{\"name\":\"s2\"}}");
        assertThat(api.get(secrets + "?fieldSelector=type%3Da/b").names()).isEqualTo(List.of("s1"));
        Reply unknown = api.get(configMaps + "?fieldSelector=data.k%3Dv");
        assertThat(unknown.code()).isEqualTo(400);
        assertThat(unknown.message())
                .isEqualTo("\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    @Test
    void pagesAreOneConsistentList() {
        List<String> names = new ArrayList<>();
        Reply page = api.get(configMaps + "?limit=2&labelSelector=!never");
        String version = page.version();
        api.post(configMaps, configMap("bb"));
        api.delete(configMaps + "/d");
        names.addAll(page.names());
        while (!page.at("metadata.continue").isEmpty()) {
            page = api.get(configMaps + "?limit=2&labelSelector=!never&continue=" + page.at("metadata.continue"));
            assertThat(page.version()).isEqualTo(version);
            names.addAll(page.names());
        }
        // What a controller manager and an istiod put into each namespace.
        names.removeAll(List.of("kube-root-ca.crt", "istio-ca-root-cert", "istio-ca-crl"));
        assertThat(names).isEqualTo(List.of("a", "b", "c", "d"));
    }

    @Test
    void theFirstPageSaysHowManyFollow() {
        Reply page = api.get("/api/v1/namespaces?limit=1");
        int all = api.get("/api/v1/namespaces").names().size();
        assertThat(page.node("metadata.remainingItemCount").asInt()).isEqualTo(all - 1);
    }

    @Test
    void listsAcrossNamespacesAreOrderedByNamespaceAndName() {
        Reply list = api.get("/api/v1/configmaps?labelSelector=app");
        List<String> places = new ArrayList<>();
        list.json()
                .path("items")
                .forEach(item ->
                        places.add(item.path("metadata").path("namespace").asText() + "/"
                                + item.path("metadata").path("name").asText()));
        assertThat(places).isSorted().contains(namespace + "/a", namespace + "/c");
        assertThat(list.at("kind")).isEqualTo("ConfigMapList");
    }

    @Test
    void resourceVersionsAreUnderstood() {
        String version = api.get(configMaps).version();
        api.post(configMaps, configMap("later"));
        Reply exact =
                api.get(configMaps + "?resourceVersion=" + version + "&resourceVersionMatch=Exact&labelSelector=!x");
        assertThat(exact.names()).doesNotContain("later").contains("a");
        Reply notOlder = api.get(configMaps + "?resourceVersion=" + version + "&resourceVersionMatch=NotOlderThan");
        assertThat(notOlder.names()).contains("later");
        assertThat(api.get(configMaps + "?resourceVersion=0").code()).isEqualTo(200);
        Reply future = api.get(configMaps + "?resourceVersion=99999999");
        assertThat(future.code()).isEqualTo(504);
        assertThat(future.at("details.causes.0.reason")).isEqualTo("ResourceVersionTooLarge");
        Reply wrong = api.get(configMaps + "?resourceVersion=abc");
        assertThat(wrong.code()).isEqualTo(400);
    }

    @Test
    void missingObjectsAreNotFound() {
        Reply reply = api.get(configMaps + "/nope");
        assertThat(reply.code()).isEqualTo(404);
        assertThat(reply.text().strip())
                .isEqualTo(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                                + "\"configmaps \\\"nope\\\" not found\",\"reason\":\"NotFound\",\"details\":{\"name\":\"nope\","
                                + "\"kind\":\"configmaps\"},\"code\":404}");
    }

    @Test
    void tablesAreMadeForThoseWhoAsk() {
        Reply table = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .get(configMaps + "?labelSelector=app%3Dy");
        assertThat(table.at("kind")).isEqualTo("Table");
        assertThat(table.at("columnDefinitions.0.name")).isEqualTo("Name");
        assertThat(table.at("rows.0.cells.0")).isEqualTo("c");
        assertThat(table.at("rows.0.cells.1")).isEqualTo("0");
        assertThat(table.at("rows.0.object.kind")).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void tablesOfRolesShowWhenTheyWereCreated() {
        api.post(path("rbac.authorization.k8s.io/v1", "roles"), "{\"metadata\":{\"name\":\"r\"},\"rules\":[]}");
        Reply table = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .get(path("rbac.authorization.k8s.io/v1", "roles"));
        assertThat(table.at("columnDefinitions.1.name")).isEqualTo("Created At");
        assertThat(table.at("rows.0.cells.1")).isEqualTo(table.at("rows.0.object.metadata.creationTimestamp"));
    }

    @Test
    void aPodWithoutReadinessGatesHasNoneInItsTable() {
        String pods = path("v1", "pods");
        api.post(pods, "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}");
        Reply table = api.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .get(pods);
        assertThat(table.at("columnDefinitions.8.name")).isEqualTo("Readiness Gates");
        assertThat(table.at("rows.0.cells.8")).isEqualTo("<none>");
    }

    @Test
    void metadataAloneIsEnoughForSome() {
        Reply partial = api.with("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                .get(configMaps + "?labelSelector=app%3Dy");
        assertThat(partial.at("kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(partial.at("items.0.metadata.name")).isEqualTo("c");
        assertThat(partial.at("items.0.kind")).isEqualTo("PartialObjectMetadata");
    }
}
