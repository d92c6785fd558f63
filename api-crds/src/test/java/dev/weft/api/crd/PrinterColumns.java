// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.ApiKind;

/** What {@code kubectl get} shows of each kind beside its name; {@code -o wide} shows the rest. */
final class PrinterColumns {

    private final ArrayNode columns = JsonNodeFactory.instance.arrayNode();

    private PrinterColumns() {}

    static ArrayNode of(ApiKind kind) {
        PrinterColumns columns = new PrinterColumns();
        switch (kind.kind()) {
            case "Mesh" ->
                columns.text("Cluster", ".metadata.labels.cluster\\.discovery\\.mesh\\.gloo\\.solo\\.io")
                        .text("Version", ".spec.istio.installation.version")
                        .text("VirtualMesh", ".status.appliedVirtualMesh.ref.name");
            case "Workload" ->
                columns.text("Controller", ".spec.kubernetes.controller.name")
                        .text("Namespace", ".spec.kubernetes.controller.namespace")
                        .text("Cluster", ".spec.kubernetes.controller.clusterName")
                        .wide("Mesh", ".spec.mesh.name");
            case "TrafficTarget" ->
                columns.text("Service", ".spec.kubeService.ref.name")
                        .text("Namespace", ".spec.kubeService.ref.namespace")
                        .text("Cluster", ".spec.kubeService.ref.clusterName")
                        .wide("Mesh", ".spec.mesh.name")
                        .wide("Host", ".status.localFqdn");
            case "KubernetesCluster" ->
                columns.condition("Reachable")
                        .condition("Permitted")
                        .condition("Programmed")
                        .wide("Domain", ".spec.clusterDomain");
            case "TrafficPolicy", "AccessPolicy", "VirtualMesh", "FailoverService", "Settings" -> columns.approval();
            case "IssuedCertificate", "CertificateRequest" ->
                columns.text("State", ".status.state").wide("Error", ".status.error");
            case "PodBounceDirective" -> {
                // nothing about it fits into a column
            }
            default -> throw new IllegalStateException("no printer columns for " + kind.kind());
        }
        columns.add("Age", "date", ".metadata.creationTimestamp", 0);
        return columns.columns;
    }

    private PrinterColumns approval() {
        return text("State", ".status.state")
                .condition("Ready")
                .text("Reason", ".status.conditions[?(@.type==\"Ready\")].reason")
                .wide("Message", ".status.conditions[?(@.type==\"Ready\")].message");
    }

    private PrinterColumns condition(String type) {
        return text(type, ".status.conditions[?(@.type==\"" + type + "\")].status");
    }

    private PrinterColumns text(String name, String path) {
        return add(name, "string", path, 0);
    }

    private PrinterColumns wide(String name, String path) {
        return add(name, "string", path, 1);
    }

    private PrinterColumns add(String name, String type, String path, int priority) {
        ObjectNode column = columns.addObject();
        column.put("jsonPath", path);
        column.put("name", name);
        if (priority > 0) {
            column.put("priority", priority);
        }
        column.put("type", type);
        return this;
    }
}
