// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteTest extends Contract {

    @Test
    void createSetsWhatTheServerOwns() {
        Reply created = api.post(configMaps, configMap("a", "k", "v"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.at("kind")).isEqualTo("ConfigMap");
        assertThat(created.at("metadata.namespace")).isEqualTo(namespace);
        assertThat(created.at("metadata.uid")).hasSize(36);
        assertThat(created.at("metadata.creationTimestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Long.parseLong(created.version())).isPositive();
        assertThat(created.at("metadata.managedFields.0.manager")).isEqualTo("contract");
        assertThat(created.node("metadata.managedFields.0.fieldsV1").toString())
                .isEqualTo("{\"f:data\":{\".\":{},\"f:k\":{}}}");
    }

    @Test
    void aNameIsTakenOnce() {
        api.post(configMaps, configMap("a"));
        Reply again = api.post(configMaps, configMap("a"));
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.text().strip())
                .isEqualTo(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                                + "\"configmaps \\\"a\\\" already exists\",\"reason\":\"AlreadyExists\",\"details\":{\"name\":\"a\","
                                + "\"kind\":\"configmaps\"},\"code\":409}");
    }

    @Test
    void generateNameGivesFreshNames() {
        String body = "{\"metadata\":{\"generateName\":\"job-\"}}";
        String first = api.post(configMaps, body).at("metadata.name");
        String second = api.post(configMaps, body).at("metadata.name");
        assertThat(first).matches("job-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void namespacesMustExist() {
        Reply reply = api.post("/api/v1/namespaces/nowhere/configmaps", configMap("a"));
        assertThat(reply.code()).isEqualTo(404);
        assertThat(reply.message()).isEqualTo("namespaces \"nowhere\" not found");
    }

    @Test
    void anUpdateWithAnOldResourceVersionConflicts() {
        Reply created = api.post(configMaps, configMap("a", "k", "1"));
        String stale = "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"" + created.version()
                + "\"},\"data\":{\"k\":\"2\"}}";
        Reply updated = api.put(configMaps + "/a", stale);
        assertThat(updated.code()).isEqualTo(200);
        assertThat(Long.parseLong(updated.version())).isGreaterThan(Long.parseLong(created.version()));
        Reply second = api.put(configMaps + "/a", stale);
        assertThat(second.code()).isEqualTo(409);
        assertThat(second.reason()).isEqualTo("Conflict");
        assertThat(second.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply"
                                + " your changes to the latest version and try again");
    }

    @Test
    void anUpdateThatChangesNothingKeepsTheResourceVersion() {
        Reply created = api.post(configMaps, configMap("a", "k", "1"));
        Reply same = api.put(configMaps + "/a", configMap("a", "k", "1"));
        assertThat(same.version()).isEqualTo(created.version());
    }

    @Test
    void anUpdateKeepsUidAndCreationTime() {
        Reply created = api.post(configMaps, configMap("a"));
        Reply updated = api.put(
                configMaps + "/a",
                "{\"metadata\":{\"name\":\"a\",\"creationTimestamp\":\"2001-01-01T00:00:00Z\"},\"data\":{\"x\":\"y\"}}");
        assertThat(updated.at("metadata.uid")).isEqualTo(created.at("metadata.uid"));
        assertThat(updated.at("metadata.creationTimestamp")).isEqualTo(created.at("metadata.creationTimestamp"));
        Reply other = api.put(configMaps + "/a", "{\"metadata\":{\"name\":\"a\",\"uid\":\"abc\"}}");
        assertThat(other.code()).isEqualTo(409);
    }

    @Test
    void deletePreconditionsProtect() {
        Reply created = api.post(configMaps, configMap("a"));
        Reply wrongUid = api.delete(configMaps + "/a", "{\"preconditions\":{\"uid\":\"abc\"}}");
        assertThat(wrongUid.code()).isEqualTo(409);
        assertThat(wrongUid.message()).contains("the UID in the precondition (abc) does not match the UID in record");
        Reply wrongVersion = api.delete(configMaps + "/a", "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
        assertThat(wrongVersion.code()).isEqualTo(409);
        Reply right = api.delete(
                configMaps + "/a",
                "{\"preconditions\":{\"uid\":\"" + created.at("metadata.uid") + "\",\"resourceVersion\":\""
                        + created.version() + "\"}}");
        assertThat(right.code()).isEqualTo(200);
        assertThat(right.at("status")).isEqualTo("Success");
        assertThat(right.at("details.uid")).isEqualTo(created.at("metadata.uid"));
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(404);
    }

    @Test
    void finalizersHoldAnObjectUntilTheyAreGone() {
        api.post(configMaps, "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.com/hold\"]}}");
        Reply deleted = api.delete(configMaps + "/a");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.at("metadata.deletionTimestamp")).isNotEmpty();
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(200);
        Reply more = api.patch(
                configMaps + "/a",
                Api.MERGE,
                "{\"metadata\":{\"finalizers\":[\"example.com/hold\",\"example.com/b\"]}}");
        assertThat(more.code()).isEqualTo(422);
        assertThat(api.patch(configMaps + "/a", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(404);
    }

    @Test
    void deleteCollectionTakesWhatIsSelected() {
        api.post(configMaps, labelled("a", "{\"x\":\"1\"}"));
        api.post(configMaps, labelled("b", "{\"x\":\"2\"}"));
        Reply reply = api.delete(configMaps + "?labelSelector=x%3D1");
        assertThat(reply.code()).isEqualTo(200);
        assertThat(reply.at("kind")).isEqualTo("ConfigMapList");
        assertThat(api.get(configMaps + "?labelSelector=x").names()).isEqualTo(List.of("b"));
    }

    @Test
    void dryRunKeepsNothing() {
        Reply created = api.post(configMaps + "?dryRun=All", configMap("a"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(api.get(configMaps + "/a").code()).isEqualTo(404);
        api.post(configMaps, configMap("a", "k", "1"));
        assertThat(api.put(configMaps + "/a?dryRun=All", configMap("a", "k", "2"))
                        .at("data.k"))
                .isEqualTo("2");
        assertThat(api.delete(configMaps + "/a?dryRun=All").code()).isEqualTo(200);
        assertThat(api.get(configMaps + "/a").at("data.k")).isEqualTo("1");
    }

    @Test
    void statusHasItsOwnDoor() {
        String deployments = path("apps/v1", "deployments");
        Reply created = api.post(deployments, DEPLOYMENT.replace("\"spec\"", "\"status\":{\"replicas\":7},\"spec\""));
        assertThat(created.at("status.replicas")).isEmpty();
        assertThat(created.at("metadata.generation")).isEqualTo("1");
        Reply status = api.patch(
                deployments + "/d/status", Api.MERGE, "{\"status\":{\"replicas\":3},\"spec\":{\"replicas\":9}}");
        assertThat(status.at("status.replicas")).isEqualTo("3");
        assertThat(status.at("spec.replicas")).isEqualTo("1");
        assertThat(status.at("metadata.generation")).isEqualTo("1");
        Reply spec =
                api.patch(deployments + "/d", Api.MERGE, "{\"status\":{\"replicas\":5},\"spec\":{\"replicas\":2}}");
        assertThat(spec.at("status.replicas")).isEqualTo("3");
        assertThat(spec.at("metadata.generation")).isEqualTo("2");
        Reply labels = api.patch(deployments + "/d", Api.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertThat(labels.at("metadata.generation")).isEqualTo("2");
    }

    @Test
    void deploymentsGetTheirDefaults() {
        Reply created = api.post(path("apps/v1", "deployments"), DEPLOYMENT);
        assertThat(created.at("spec.replicas")).isEqualTo("1");
        assertThat(created.node("spec.strategy").toString())
                .contains("\"type\":\"RollingUpdate\"")
                .contains("\"maxSurge\":\"25%\"");
        assertThat(created.at("spec.template.spec.restartPolicy")).isEqualTo("Always");
        assertThat(created.at("spec.template.spec.containers.0.imagePullPolicy"))
                .isEqualTo("Always");
        assertThat(created.at("spec.template.spec.containers.0.ports.0.protocol"))
                .isEqualTo("TCP");
    }

    @Test
    void scaleIsAnObjectOfItsOwn() {
        String deployments = path("apps/v1", "deployments");
        api.post(deployments, DEPLOYMENT);
        Reply scale = api.get(deployments + "/d/scale");
        assertThat(scale.at("kind")).isEqualTo("Scale");
        assertThat(scale.at("status.selector")).isEqualTo("a=b");
        api.patch(deployments + "/d/scale", Api.MERGE, "{\"spec\":{\"replicas\":4}}");
        assertThat(api.get(deployments + "/d").at("spec.replicas")).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deployments | {}",
                "replicasets | {\"replicas\":0}",
                "statefulsets | {\"replicas\":0,\"availableReplicas\":0}",
                "daemonsets | {\"currentNumberScheduled\":0,\"numberMisscheduled\":0,\"desiredNumberScheduled\":0,"
                        + "\"numberReady\":0}"
            })
    void workloadsBeginWithTheCountsThatTheirStatusMustHave(String plural, String status) {
        Reply created = api.post(path("apps/v1", plural), DEPLOYMENT);
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.node("status").toString()).isEqualTo(status);
    }

    @Test
    void servicesGetAnAddressAndKeepIt() {
        String services = path("v1", "services");
        Reply created = api.post(services, "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}");
        assertThat(created.at("spec.clusterIP")).startsWith("10.96.");
        assertThat(created.at("spec.ports.0.targetPort")).isEqualTo("80");
        Reply updated = api.put(
                services + "/s",
                "{\"metadata\":{\"name\":\"s\",\"resourceVersion\":\"" + created.version()
                        + "\"},\"spec\":{\"ports\":[{\"port\":81}]}}");
        assertThat(updated.code()).isEqualTo(200);
        assertThat(updated.at("spec.clusterIP")).isEqualTo(created.at("spec.clusterIP"));
        Reply headless = api.post(
                services,
                "{\"metadata\":{\"name\":\"h\"},\"spec\":{\"clusterIP\":\"None\",\"ports\":[{\"port\":80}]}}");
        assertThat(headless.at("spec.clusterIP")).isEqualTo("None");
    }

    @Test
    void secretsTakeTextAndGiveData() {
        Reply created = api.post(path("v1", "secrets"), "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"v\"}}");
        assertThat(created.at("data.k")).isEqualTo("dg==");
        assertThat(created.at("type")).isEqualTo("Opaque");
        assertThat(created.json().has("stringData")).isFalse();
        Reply changed = api.patch(path("v1", "secrets") + "/s", Api.MERGE, "{\"type\":\"other\"}");
        assertThat(changed.code()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1|endpoints|",
                "v1|events|,\"involvedObject\":{\"namespace\":\"NS\"}",
                "v1|limitranges|",
                "v1|services|,\"spec\":{\"ports\":[{\"port\":80}]}",
                "coordination.k8s.io/v1|leases|",
                "rbac.authorization.k8s.io/v1|roles|",
                "rbac.authorization.k8s.io/v1|rolebindings|"
                        + ",\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"r\"}"
            })
    void anUpdateCreatesWhereTheKindAllowsIt(String group, String plural, @Nullable String fields) {
        String more = fields == null ? "" : fields.replace("NS", namespace);
        Reply put = api.put(path(group, plural) + "/fresh", "{\"metadata\":{\"name\":\"fresh\"}" + more + "}");
        assertThat(put.code()).as(put.text()).isEqualTo(201);
        assertThat(put.at("metadata.uid")).isNotEmpty();
        assertThat(api.get(path(group, plural) + "/fresh").code()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "v1,configmaps",
        "v1,secrets",
        "v1,serviceaccounts",
        "apps/v1,deployments",
        "discovery.k8s.io/v1,endpointslices"
    })
    void anUpdateOfWhatIsNotThereIsNotFoundElsewhere(String group, String plural) {
        Reply put = api.put(path(group, plural) + "/fresh", "{\"metadata\":{\"name\":\"fresh\"}}");
        assertThat(put.code()).isEqualTo(404);
        assertThat(put.message()).endsWith("\"fresh\" not found");
    }

    @Test
    void anUpdateThatCreatesHeedsNamespaceAndDryRun() {
        String leases = path("coordination.k8s.io/v1", "leases");
        String lease = "{\"metadata\":{\"name\":\"l\",\"resourceVersion\":\"7\"}}";
        assertThat(api.put(leases.replace(namespace, "nowhere") + "/l", lease).code())
                .isEqualTo(404);
        assertThat(api.put(leases + "/l?dryRun=All", lease).code()).isEqualTo(201);
        assertThat(api.get(leases + "/l").code()).isEqualTo(404);
        assertThat(api.put(leases + "/l", lease).code()).isEqualTo(201);
    }

    @Test
    void anUpdateNamesItsObject() {
        api.post(configMaps, configMap("a"));
        Reply nameless = api.put(configMaps + "/a", "{\"metadata\":{}}");
        assertThat(nameless.code()).isEqualTo(400);
        assertThat(nameless.message())
                .isEqualTo("the name of the object (a based on URL) was undeterminable: name must be provided");
    }

    static final String DEPLOYMENT = """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":\
            {"a":"b"}},"spec":{"containers":[{"name":"c","image":"x","ports":[{"containerPort":1}]}]}}}}""";
}
