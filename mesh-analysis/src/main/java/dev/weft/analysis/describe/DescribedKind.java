// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds that can be described, each with its columns and cells. */
public enum DescribedKind {
    MESH("Mesh") {
        @Override
        List<String> columns() {
            return List.of("metadata", "virtual_mesh", "failover_services");
        }

        @Override
        String[] cells(JsonNode object) {
            return MeshCells.of(object);
        }
    },
    WORKLOAD("Workload") {
        @Override
        List<String> columns() {
            return List.of("metadata", "kubernetes", "mesh");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode kubernetes = object.path("spec").path("kubernetes");
            Cell cell = new Cell()
                    .field("Service Account", kubernetes.path("serviceAccountName"))
                    .map("POD LABELS", kubernetes.path("podLabels"));
            if (kubernetes.path("controller").isObject()) {
                cell.heading("CONTROLLER").ref(kubernetes.path("controller"));
            }
            return new String[] {
                metadata(object),
                cell.toString(),
                new Cell().ref(object.path("spec").path("mesh")).toString()
            };
        }
    },
    TRAFFICTARGET("TrafficTarget") {
        @Override
        List<String> columns() {
            return List.of("metadata", "traffic_policies", "access_policies");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode service = object.path("spec").path("kubeService");
            JsonNode status = object.path("status");
            return new String[] {
                new Cell()
                        .ref(service.path("ref"))
                        .field("Type", service.isObject() ? "kubernetes service" : "")
                        .field(
                                "Federated DNS Name",
                                status.path("appliedFederation").path("federatedHostname"))
                        .toString(),
                Cell.refs(refsIn(status.path("appliedTrafficPolicies"))),
                Cell.refs(refsIn(status.path("appliedAccessPolicies")))
            };
        }
    },
    VIRTUALMESH("VirtualMesh") {
        @Override
        List<String> columns() {
            return List.of("metadata", "net", "meshes");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode spec = object.path("spec");
            return new String[] {
                metadata(object),
                new Cell()
                        .field(
                                "Global Access Policy",
                                spec.path("globalAccessPolicy").asText("MESH_DEFAULT"))
                        .toString(),
                Cell.refs(spec.path("meshes"))
            };
        }
    },
    TRAFFICPOLICY("TrafficPolicy") {
        @Override
        List<String> columns() {
            return List.of("metadata", "source_workloads", "destination_services", "http_matchers");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode spec = object.path("spec");
            return new String[] {
                metadata(object),
                SelectorCells.workloads(spec.path("sourceSelector")),
                SelectorCells.services(spec.path("destinationSelector")),
                SelectorCells.matchers(spec.path("httpRequestMatchers"))
            };
        }
    },
    ACCESSPOLICY("AccessPolicy") {
        @Override
        List<String> columns() {
            return List.of("metadata", "filters", "source_service_accounts", "destination_services");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode spec = object.path("spec");
            return new String[] {
                metadata(object),
                new Cell()
                        .list("Allowed Paths", spec.path("allowedPaths"))
                        .list("Allowed Methods", spec.path("allowedMethods"))
                        .list("Allowed Ports", spec.path("allowedPorts"))
                        .toString(),
                SelectorCells.identities(spec.path("sourceSelector")),
                SelectorCells.services(spec.path("destinationSelector"))
            };
        }
    },
    FAILOVERSERVICE("FailoverService") {
        @Override
        List<String> columns() {
            return List.of("metadata", "net", "meshes", "backing_services");
        }

        @Override
        String[] cells(JsonNode object) {
            JsonNode spec = object.path("spec");
            List<JsonNode> services = new ArrayList<>();
            spec.path("backingServices").forEach(backing -> services.add(backing.path("kubeService")));
            JsonNode port = spec.path("port");
            return new String[] {
                metadata(object),
                new Cell()
                        .field("Hostname", spec.path("hostname"))
                        .field("Port", port.path("number"))
                        .field("Protocol", port.path("protocol"))
                        .toString(),
                Cell.refs(spec.path("meshes")),
                Cell.refs(services)
            };
        }
    };

    private final String kind;

    DescribedKind(String kind) {
        this.kind = kind;
    }

    /** The kind that {@code word} means: its singular, plural or the short name that kubectl knows, in any case. */
    public static Optional<DescribedKind> named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "mesh", "meshes" -> Optional.of(MESH);
            case "workload", "workloads" -> Optional.of(WORKLOAD);
            case "traffictarget", "traffictargets", "tt" -> Optional.of(TRAFFICTARGET);
            case "virtualmesh", "virtualmeshes", "vmesh", "vmeshes" -> Optional.of(VIRTUALMESH);
            case "trafficpolicy", "trafficpolicies", "tpol" -> Optional.of(TRAFFICPOLICY);
            case "accesspolicy", "accesspolicies", "apol" -> Optional.of(ACCESSPOLICY);
            case "failoverservice", "failoverservices", "fos" -> Optional.of(FAILOVERSERVICE);
            default -> Optional.empty();
        };
    }

    /** The kind in the API. */
    public String kind() {
        return kind;
    }

    /** Titles, with underscores for spaces. */
    abstract List<String> columns();

    abstract String[] cells(JsonNode object);

    /**
     * A table of the objects of this kind, ordered by namespace, then name.
     *
     * @param search substrings of the object's name, ORed; empty for all
     */
    public Table table(List<ManagementDocument> documents, List<String> search) {
        Table.Builder table = new Table.Builder(columns());
        for (ManagementDocument document : documents) {
            ObjectNode object = document.object();
            boolean wanted = search.isEmpty()
                    || search.stream().anyMatch(part -> document.id().name().contains(part));
            if (object.path("kind").asText("").equals(kind) && wanted) {
                table.row(cells(object));
            }
        }
        return table.build();
    }

    private static String metadata(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        Cell cell = new Cell().field("Name", metadata.path("name")).field("Namespace", metadata.path("namespace"));
        cell.field("State", object.path("status").path("state"));
        return cell.toString();
    }

    private static List<JsonNode> refsIn(JsonNode applied) {
        List<JsonNode> refs = new ArrayList<>();
        applied.forEach(entry -> refs.add(entry.path("ref")));
        return refs;
    }
}
