// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The clusters and objects with which federation was tried on running istiods and Envoys: a client in cluster-1, and reviews in both, of
 * which those of cluster-2 are behind a gateway at 10.2.0.15.
 */
final class Lab {

    static final Client CLIENT = Client.of("cluster-1", "bookinfo", Map.of("app", "client"));
    static final String REVIEWS = "reviews.bookinfo.svc.cluster.local";
    static final String REMOTE_REVIEWS = "reviews.bookinfo.svc.cluster-2.global";
    static final String REVIEWS_IDENTITY = "spiffe://cluster.local/ns/bookinfo/sa/reviews";

    private final List<String> first = new ArrayList<>(List.of(file("client-cluster")));
    private final List<String> second = new ArrayList<>(List.of(file("exporting-cluster")));
    private final List<Cluster> others = new ArrayList<>();

    /** Adds files or texts to the client's cluster. */
    Lab client(String... texts) {
        first.addAll(List.of(texts));
        return this;
    }

    /** Adds files or texts to the cluster that exports. */
    Lab exporting(String... texts) {
        second.addAll(List.of(texts));
        return this;
    }

    /** A third cluster that exports reviews, with its gateway at 10.3.0.15. */
    Lab third() {
        Cluster same = KubernetesObjects.read(Mesh.of("cluster-2"), objects(List.of(file("exporting-cluster"))));
        GatewayProxy gateway =
                GatewayProxy.of("istio-gw", Map.of("istio", "eastwestgateway"), 15443, new Address("10.3.0.15", 15443));
        others.add(new Cluster(
                Mesh.of("cluster-3"),
                same.services(),
                same.pods(),
                List.of(gateway),
                objects(List.of(file("export"), file("export-subsets")))));
        return this;
    }

    World world() {
        List<Cluster> clusters = new ArrayList<>();
        clusters.add(KubernetesObjects.read(Mesh.of("cluster-1"), objects(first)));
        clusters.add(KubernetesObjects.read(Mesh.of("cluster-2"), objects(second)));
        clusters.addAll(others);
        return new World(clusters);
    }

    IstioFederation federation() {
        return IstioFederation.of(world());
    }

    Resolution http(String host, int port) {
        return federation().resolve(Request.http(CLIENT, host, port));
    }

    Resolution during(Outage outage, String host, int port) {
        return federation().resolve(Request.http(CLIENT, host, port), outage);
    }

    static Outage pods(String... pods) {
        return new Outage(Set.of(), Set.of(pods));
    }

    /** A file that was used with the running programs. */
    static String file(String name) {
        try (InputStream in = Lab.class.getResourceAsStream("/federation/" + name + ".yaml")) {
            assertThat(in).as("file " + name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Istio's object with a YAML spec. */
    static String object(String kind, String name, String spec) {
        int slash = name.indexOf('/');
        return "{apiVersion: networking.istio.io/v1, kind: " + kind + ", metadata: {namespace: "
                + name.substring(0, slash) + ", name: " + name.substring(slash + 1) + "}, spec: " + spec + "}";
    }

    static List<JsonNode> objects(List<String> texts) {
        return texts.stream().flatMap(text -> Yaml.documents(text).stream()).toList();
    }

    static Resolution.Reached reached(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Reached.class);
        return (Resolution.Reached) resolution;
    }

    /** The only place where requests arrive. */
    static Resolution.Arrival arrival(Resolution resolution) {
        assertThat(reached(resolution).arrivals()).hasSize(1);
        return reached(resolution).arrivals().getFirst();
    }

    static Reason failure(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Failed.class);
        return ((Resolution.Failed) resolution).reason();
    }
}
