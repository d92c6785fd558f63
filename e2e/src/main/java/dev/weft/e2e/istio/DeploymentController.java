// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Rolls Deployments of one pod out, as far as programs run behind them: a changed pod template ends the pod, and a new one starts. Not the
 * other way round, as a real one does, because a pod keeps its address here.
 */
final class DeploymentController {

    private static final long RETRY_NANOS = 200_000_000;

    private final ClusterObjects objects;
    private final Map<String, Managed> managed = new LinkedHashMap<>();
    private final List<String> rolled = new ArrayList<>();
    private volatile boolean closed;

    /** What runs behind a Deployment. */
    @FunctionalInterface
    interface Program {

        /** Ends the pod and its program, starts the program anew, and writes the new pod when it is ready. */
        void roll() throws IOException, ApiException, InterruptedException;
    }

    /** A Deployment, and what its pod was started with. */
    private static final class Managed {
        private final String name;
        private final Program program;
        private JsonNode template;
        private boolean rolling;

        private Managed(String name, Program program, JsonNode template) {
            this.name = name;
            this.program = program;
            this.template = template;
        }
    }

    DeploymentController(ClusterObjects objects) {
        this.objects = objects;
    }

    /** From now on a change of its template has a consequence. */
    void manage(String namespace, String name, Program program) throws ApiException, InterruptedException {
        String path = "/apis/apps/v1/namespaces/" + namespace + "/deployments/" + name;
        ObjectNode deployment = objects.find(path).orElseThrow();
        synchronized (managed) {
            managed.put(path, new Managed(name, program, template(deployment)));
        }
        tell(path, deployment, 1);
    }

    /** Begins to roll out what has changed; each by itself, so that one does not wait for another. */
    void step() throws ApiException, InterruptedException {
        ObjectNode list = objects.find("/apis/apps/v1/deployments").orElseThrow();
        for (JsonNode item : list.path("items")) {
            String path =
                    "/apis/apps/v1/namespaces/" + item.at("/metadata/namespace").asText() + "/deployments/"
                            + item.at("/metadata/name").asText();
            synchronized (managed) {
                Managed known = managed.get(path);
                if (known == null || known.rolling || known.template.equals(template(item))) {
                    continue;
                }
                known.rolling = true;
                known.template = template(item);
                rolled.add(known.name);
                Thread.ofVirtual().start(() -> roll(path, known, item));
            }
        }
    }

    private static JsonNode template(JsonNode deployment) {
        return deployment.at("/spec/template");
    }

    private void roll(String path, Managed known, JsonNode deployment) {
        while (!closed) {
            try {
                tell(path, deployment, 0);
                known.program.roll();
                tell(path, deployment, 1);
                break;
            } catch (IOException | ApiException | RuntimeException | AssertionError e) {
                if (!closed) {
                    System.err.println("e2e: " + known.name + " cannot be rolled out yet: " + e);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        synchronized (managed) {
            known.rolling = false;
        }
    }

    /** @param ready pods */
    private void tell(String path, JsonNode deployment, int ready) throws ApiException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("status")
                .put("observedGeneration", deployment.at("/metadata/generation").asLong())
                .put("replicas", 1)
                .put("updatedReplicas", 1)
                .put("readyReplicas", ready)
                .put("availableReplicas", ready)
                .put("unavailableReplicas", 1 - ready);
        objects.call(ApiCall.mergePatch(path + "/status", patch));
    }

    /** Names of the Deployments that were rolled out, in the order in which that began. */
    List<String> rolled() {
        synchronized (managed) {
            return List.copyOf(rolled);
        }
    }

    /** What has begun may fail now. */
    void close() {
        closed = true;
    }
}
