// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.Children;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cluster of the lab: an API server, an istiod and workloads. */
public final class LabCluster implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Pattern KIND_NAME = Pattern.compile("(?m)^  name: (\\S+)$");
    private static final String KINDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final ApiServer server;
    private final IstioTools tools;
    private final ClusterSetup setup;
    private final ClusterObjects objects;
    private final Kubelet kubelet;
    private final DeploymentController deployments;
    private final Istiod istiod;
    private final Proxy.Parts parts;
    private final LabAddresses addresses;
    private final LabDns dns;
    private final KubeProxy services = new KubeProxy();
    private final Map<String, Workload> workloads = new LinkedHashMap<>();
    private @Nullable Controllers controllers;

    LabCluster(ApiServer server, IstioTools tools, Children children, LabAddresses addresses, ClusterSetup setup)
            throws IOException {
        this.server = server;
        this.tools = tools;
        this.addresses = addresses;
        this.objects = ClusterObjects.of(server);
        this.kubelet = new Kubelet(objects);
        this.deployments = new DeploymentController(objects);
        this.setup = setup;
        this.dns = LabDns.start();
        dns.know("localhost", "127.0.0.1");
        this.istiod =
                new Istiod(new Istiod.Machine(server, tools, children, objects, kubelet, addresses), setup.istio());
        this.parts = new Proxy.Parts(server.name(), tools, children, objects, kubelet, istiod);
    }

    /** Brings up Istio and the pods. */
    void start() throws IOException, ApiException, InterruptedException {
        applyKinds();
        for (ObjectNode object : setup.objects()) {
            objects.apply(object);
        }
        istiod.install();
        objects.apply(dns.filter());
        istiod.start();
        for (Pod pod : setup.pods()) {
            Workload workload = new Workload(parts, pod, addresses, services);
            workloads.put(pod.name(), workload);
            workload.start();
            if (pod.role().isServer()) {
                serve(pod.app());
            }
        }
        istiod.awaitReady();
        for (Workload workload : workloads.values()) {
            workload.awaitReady();
        }
    }

    /** The kinds of Istio as its own chart installs them. The server takes YAML as it is. */
    private void applyKinds() throws IOException, ApiException, InterruptedException {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String document : Files.readString(tools.kinds()).split("(?m)^---$")) {
            Matcher name = KIND_NAME.matcher(document);
            if (name.find()) {
                kinds.put(name.group(1), document);
            }
        }
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            objects.call(new ApiCall(
                    ApiCall.Method.PATCH,
                    KINDS + "/" + kind.getKey() + "?force=true&fieldManager=e2e",
                    "application/apply-patch+yaml",
                    kind.getValue().getBytes(StandardCharsets.UTF_8),
                    ApiCall.TIMEOUT));
        }
        for (String kind : kinds.keySet()) {
            Awaiting.until(server.name() + " serves " + kind, LONGEST, () -> {
                JsonNode conditions =
                        objects.find(KINDS + "/" + kind).orElseThrow().at("/status/conditions");
                for (JsonNode condition : conditions) {
                    if (condition.path("type").asText().equals("Established")
                            && condition.path("status").asText().equals("True")) {
                        return Optional.empty();
                    }
                }
                return Optional.of(conditions.toString());
            });
        }
    }

    public String name() {
        return server.name();
    }

    public ApiServer server() {
        return server;
    }

    /** Its objects, as its administrator sees them. */
    public ClusterObjects objects() {
        return objects;
    }

    public Istiod istiod() {
        return istiod;
    }

    /** The pod of that name. */
    public Workload workload(String name) {
        Workload workload = workloads.get(name);
        if (workload == null) {
            throw new IllegalArgumentException(name() + " has no pod " + name + "; it has " + workloads.keySet());
        }
        return workload;
    }

    /** All pods, in the order of their start. */
    public List<Workload> workloads() {
        return List.copyOf(workloads.values());
    }

    /** Starts one more pod and waits until it is ready. */
    public Workload run(Pod pod) throws IOException, ApiException, InterruptedException {
        Workload workload = new Workload(parts, pod, addresses, services);
        workload.start();
        workloads.put(pod.name(), workload);
        workload.awaitReady();
        return workload;
    }

    /** Takes a pod away that was started so, and its workload with it. */
    public void end(String pod) throws IOException, ApiException, InterruptedException {
        workload(pod).withdraw();
        workloads.remove(pod);
    }

    /**
     * Makes a Service of the pods' namespace answer at its cluster IP, and its name known to the cluster's DNS: by that address, or by the
     * address of a pod where nothing answers at a cluster IP or it has none. Those that the pods come with answer from the start.
     */
    public void serve(String service) throws ApiException, InterruptedException, IOException {
        ObjectNode found = objects.find("/api/v1/namespaces/" + Pod.NAMESPACE + "/services/" + service)
                .orElseThrow(() -> new IllegalArgumentException(name() + " has no Service " + service));
        Optional<String> address = services.serve(found)
                .or(() -> workloads.values().stream()
                        .filter(workload -> KubeProxy.selects(found, workload.pod()))
                        .map(Workload::address)
                        .findFirst());
        address.ifPresent(known -> dns.know(service + "." + Pod.NAMESPACE + ".svc.cluster.local", known));
    }

    /**
     * From now on the cluster does what kubelet and Deployment controller do: mounted Secrets and ConfigMaps show what the objects hold, and
     * who changes the pod template of istiod, a gateway or a workload gets a new pod. istiod has a Pod, too.
     */
    public void runControllers() throws ApiException, InterruptedException {
        istiod.writePod();
        deployments.manage(IstioInstall.NAMESPACE, IstioInstall.ISTIOD, istiod::roll);
        for (Workload workload : workloads.values()) {
            deployments.manage(workload.pod().namespace(), workload.pod().name(), workload::roll);
        }
        controllers = Controllers.start(kubelet, deployments);
    }

    /** Names of the Deployments that were rolled out, in the order in which that began. */
    public List<String> rolledOut() {
        return deployments.rolled();
    }

    @Override
    public void close() {
        if (controllers != null) {
            controllers.close();
        }
        workloads.values().forEach(Workload::close);
        services.close();
        dns.close();
        objects.close();
    }
}
