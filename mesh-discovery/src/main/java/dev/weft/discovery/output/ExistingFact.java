// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.Kinds;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be known of a discovered object that exists to tell whether it may be replaced or deleted.
 *
 * @param id of a Mesh, Workload or TrafficTarget
 * @param owner value of the owner label, empty when nobody owns it
 * @param cluster of the source, empty when it does not tell
 * @param source its controller or Service; empty for a Mesh
 * @param appMeshClusters where an App Mesh mesh was seen
 */
public record ExistingFact(
        ObjectId id,
        String apiVersion,
        String owner,
        String cluster,
        Optional<DestinationRef> source,
        List<String> appMeshClusters) {

    private static final List<String> WITH_INSTALLATION = List.of("istio", "osm", "linkerd", "consulConnect");

    public ExistingFact {
        appMeshClusters = List.copyOf(appMeshClusters);
    }

    /** @param object of a discovered kind */
    public static ExistingFact of(RawObject object) {
        JsonNode labels = object.metadata().path("labels");
        Optional<DestinationRef> source = source(object);
        List<String> appMeshClusters = new ArrayList<>();
        object.spec().path("awsAppMesh").path("clusters").forEach(cluster -> appMeshClusters.add(cluster.asText("")));
        String cluster = source.map(DestinationRef::cluster).orElseGet(() -> installation(object.spec()));
        return new ExistingFact(
                object.id(),
                object.apiVersion(),
                labels.path(DiscoveryLabels.OWNER).asText(""),
                cluster.isEmpty() ? labels.path(DiscoveryLabels.CLUSTER).asText("") : cluster,
                source,
                appMeshClusters);
    }

    private static String installation(JsonNode spec) {
        for (String type : WITH_INSTALLATION) {
            String cluster =
                    spec.path(type).path("installation").path("cluster").asText("");
            if (!cluster.isEmpty()) {
                return cluster;
            }
        }
        return "";
    }

    private static Optional<DestinationRef> source(RawObject object) {
        String kind = object.id().kind().kind();
        if (kind.equals(Kinds.MESH.kind())) {
            return Optional.empty();
        }
        JsonNode ref = kind.equals(Kinds.WORKLOAD.kind())
                ? object.spec().path("kubernetes").path("controller")
                : object.spec().path("kubeService").path("ref");
        return Optional.of(new DestinationRef(
                ref.path("clusterName").asText(""),
                ref.path("namespace").asText(""),
                ref.path("name").asText("")));
    }
}
