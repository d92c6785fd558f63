// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An administrator who restarts istiods and then all pods, so that they have what istiods are given now. */
final class Rollout {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/";
    private static final String OWN_ROOT = "/api/v1/namespaces/istio-system/secrets/istio-ca-secret";
    private static final String SPREAD_ROOT = "/api/v1/namespaces/bookinfo/configmaps/istio-ca-root-cert";

    private final MeshLab lab;
    private int number;

    Rollout(MeshLab lab) {
        this.lab = lab;
    }

    /** Where an istiod has another root than its own, it and its pods start anew without it. */
    void toOwnRoots() throws ApiException, InterruptedException {
        Map<LabCluster, String> roots = new LinkedHashMap<>();
        for (LabCluster cluster : lab.clusters()) {
            String own = TrustWorld.text(cluster.objects().find(OWN_ROOT).orElseThrow(), "ca-cert.pem");
            if (!spread(cluster).strip().equals(own.strip())) {
                roots.put(cluster, own);
            }
        }
        to(roots);
    }

    /**
     * Istiods, and pods once the root is spread.
     *
     * @param roots that are awaited, as PEM
     */
    void to(Map<LabCluster, String> roots) throws ApiException, InterruptedException {
        Map<String, LabCluster> asked = new LinkedHashMap<>();
        for (LabCluster cluster : roots.keySet()) {
            asked.put(restart(cluster, "istio-system", "istiod") + " " + cluster.name(), cluster);
        }
        await(asked);
        for (Map.Entry<LabCluster, String> root : roots.entrySet()) {
            Awaiting.until("the root of " + root.getKey().name() + " is spread", Plane.LONGEST, () -> {
                String now = spread(root.getKey());
                return now.strip().equals(root.getValue().strip()) ? Optional.empty() : Optional.of(now);
            });
        }
        asked.clear();
        for (LabCluster cluster : roots.keySet()) {
            for (Workload workload : cluster.workloads()) {
                String path = restart(
                        cluster, workload.pod().namespace(), workload.pod().name());
                asked.put(path + " " + cluster.name(), cluster);
            }
        }
        await(asked);
    }

    private static String spread(LabCluster cluster) throws ApiException, InterruptedException {
        return cluster.objects()
                .find(SPREAD_ROOT)
                .orElseThrow()
                .path("data")
                .path("root-cert.pem")
                .asText();
    }

    private String restart(LabCluster cluster, String namespace, String name)
            throws ApiException, InterruptedException {
        String path = DEPLOYMENTS + namespace + "/deployments/" + name;
        number++;
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/spec/template/metadata/annotations").put("restarted", String.valueOf(number));
        cluster.objects().call(ApiCall.mergePatch(path, patch));
        return path;
    }

    /** @param asked by path of the Deployment, and name of the cluster */
    private static void await(Map<String, LabCluster> asked) throws InterruptedException {
        for (Map.Entry<String, LabCluster> one : asked.entrySet()) {
            String path = one.getKey().substring(0, one.getKey().indexOf(' '));
            Awaiting.until(one.getKey() + " is rolled out", Plane.LONGEST, () -> {
                ObjectNode now = one.getValue().objects().find(path).orElseThrow();
                boolean done = now.at("/status/observedGeneration").asLong()
                                == now.at("/metadata/generation").asLong()
                        && now.at("/status/readyReplicas").asInt() == 1;
                return done ? Optional.empty() : Optional.of(now.path("status").toString());
            });
        }
    }
}
