// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cells of a Mesh, whose facts lie under the name of its type. */
final class MeshCells {

    private static final Map<String, String> TYPES = Map.of(
            "istio", "istio",
            "osm", "osm",
            "linkerd", "linkerd",
            "consulConnect", "consulconnect",
            "awsAppMesh", "appmesh");

    private MeshCells() {}

    static String[] of(JsonNode object) {
        JsonNode status = object.path("status");
        List<JsonNode> failoverServices = new ArrayList<>();
        status.path("appliedFailoverServices").forEach(applied -> failoverServices.add(applied.path("ref")));
        return new String[] {
            metadata(object),
            new Cell().ref(status.path("appliedVirtualMesh").path("ref")).toString(),
            Cell.refs(failoverServices)
        };
    }

    private static String metadata(JsonNode object) {
        JsonNode spec = object.path("spec");
        for (String field : List.of("istio", "osm", "linkerd", "consulConnect", "awsAppMesh")) {
            JsonNode mesh = spec.path(field);
            if (!mesh.isObject()) {
                continue;
            }
            JsonNode installation = mesh.path("installation");
            return new Cell()
                    .field("Name", mesh.path("awsName"))
                    .field("Namespace", installation.path("namespace"))
                    .field("Cluster", installation.path("cluster"))
                    .list("Clusters", mesh.path("clusters"))
                    .field("Type", TYPES.getOrDefault(field, field))
                    .field("Region", mesh.path("region"))
                    .field("AwsAccountId", mesh.path("awsAccountId"))
                    .field("Version", installation.path("version"))
                    .field("Revision", installation.path("revision"))
                    .toString();
        }
        return new Cell()
                .field("Name", object.path("metadata").path("name"))
                .field("Type", "unknown")
                .toString();
    }
}
