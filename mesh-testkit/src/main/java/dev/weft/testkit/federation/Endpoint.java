// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Where a service sends to. */
sealed interface Endpoint {

    /** That a server speaks Istio's mutual TLS, for clients that find out by themselves. */
    String TLS_MODE = "security.istio.io/tlsMode";

    Map<String, String> labels();

    /** Whether clients that find out by themselves use mutual TLS (getTLSModeFromWorkloadEntry). */
    boolean mutual();

    /** Share among the endpoints of a tier. */
    int weight();

    /** {@code REGION/ZONE/SUBZONE}, or empty. */
    String locality();

    /** Name of the service account, or empty. */
    String account();

    /** A pod that was selected. */
    record OfPod(Pod pod) implements Endpoint {

        @Override
        public Map<String, String> labels() {
            return pod.labels();
        }

        @Override
        public boolean mutual() {
            return pod.sidecar();
        }

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public String locality() {
            return "";
        }

        @Override
        public String account() {
            return pod.sidecar() ? pod.account() : "";
        }
    }

    /** One that an object says, in a ServiceEntry or as a WorkloadEntry. */
    record Written(
            String address,
            Map<String, Integer> ports,
            Map<String, String> labels,
            String account,
            int weight,
            String locality)
            implements Endpoint {

        static Written of(JsonNode entry) {
            Fields.only(entry, "address", "ports", "labels", "serviceAccount", "weight", "locality");
            Map<String, Integer> ports = new TreeMap<>();
            entry.path("ports")
                    .properties()
                    .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
            return new Written(
                    entry.path("address").asText(),
                    ports,
                    Fields.map(entry.path("labels")),
                    entry.path("serviceAccount").asText(),
                    entry.path("weight").asInt(1),
                    entry.path("locality").asText());
        }

        @Override
        public boolean mutual() {
            String mode = labels.get(TLS_MODE);
            return mode == null ? !account.isEmpty() : mode.equals("istio");
        }

        Address at(MeshService.Port port) {
            return new Address(address, ports.getOrDefault(port.name(), port.targetPort()));
        }

        /** Whether it needs no DNS. */
        boolean isIp() {
            return address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+") || address.contains(":");
        }
    }
}
