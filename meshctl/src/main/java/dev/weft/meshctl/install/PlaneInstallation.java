// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Release;
import dev.weft.meshctl.crds.CrdInstaller;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.cluster.Right;
import dev.weft.runtime.kube.ApiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Installs the plane, or brings one that is installed to the version of this meshctl. All of it may be repeated: what an earlier run has
 * done is found and gone on from.
 */
public final class PlaneInstallation {

    /**
     * What is installed where.
     *
     * @param patience how long the operators are waited for; empty for not at all
     * @param longestWork how long a release that another run is at may stand still before that run is taken for interrupted
     */
    public record Request(
            String namespace, String release, HelmValues values, Optional<Duration> patience, Duration longestWork) {}

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String HELM = "Helm";
    private static final String RELEASE_NAME = "meta.helm.sh/release-name";
    private static final String RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";
    private static final String SETTINGS = "/apis/settings.mesh.gloo.solo.io/v1alpha2";
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Request request;
    private final Cluster management;
    private final HelmReleases releases;
    private final ReleaseState states;
    private final Progress progress;

    /** @param access of the management cluster */
    public PlaneInstallation(Request request, Cluster management, UserAccess access, Progress progress) {
        this.request = request;
        this.management = management;
        this.releases = new HelmReleases(access.endpoint(), request.namespace());
        this.states = new ReleaseState(management, releases, request.namespace(), progress, request.longestWork());
        this.progress = progress;
    }

    /**
     * Every object that is written, in order: the namespace, the kinds, the plane. No cluster is asked.
     *
     * @throws CommandFailedException when Helm refuses the values
     */
    public static List<ObjectNode> objects(Request request, PlaneCharts charts) throws CommandFailedException {
        List<ObjectNode> objects = new ArrayList<>();
        objects.add(namespaceObject(request.namespace()));
        objects.addAll(definitions(request, charts));
        objects.addAll(operators(request, charts));
        return objects;
    }

    private static List<ObjectNode> definitions(Request request, PlaneCharts charts) throws CommandFailedException {
        return HelmReleases.rendered(
                charts.chart(PlaneCharts.KINDS), PlaneCharts.KINDS, request.namespace(), HelmValues.NONE);
    }

    private static List<ObjectNode> operators(Request request, PlaneCharts charts) throws CommandFailedException {
        return HelmReleases.rendered(
                charts.chart(PlaneCharts.PLANE), request.release(), request.namespace(), request.values());
    }

    private static ObjectNode namespaceObject(String name) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        return namespace;
    }

    /** @throws CommandFailedException also when nothing is installed */
    public void upgrade(PlaneCharts charts) throws CommandFailedException, InterruptedException {
        if (releases.find(request.release(), PlaneCharts.PLANE).isEmpty()) {
            throw new CommandFailedException(
                    "there is no Helm release " + request.release() + " in namespace " + request.namespace() + " of "
                            + management.server(),
                    "Install it with meshctl install, or name another one with --release-name and --namespace.");
        }
        install(charts);
    }

    /** @param charts of this meshctl */
    public void install(PlaneCharts charts) throws CommandFailedException, InterruptedException {
        List<ObjectNode> definitions = definitions(request, charts);
        // Values that are refused are told before anything is written.
        operators(request, charts);
        progress.step(management.name() + ": what you may do, and what is there", () -> {
            management.require(rights());
            requireNoOtherPlane();
            return "";
        });
        progress.step(
                management.name() + ": namespace " + request.namespace(),
                () -> management.createIfAbsent(ResourceTypes.NAMESPACE, namespaceObject(request.namespace()))
                        ? "created"
                        : "is there");
        kinds(charts, definitions);
        release(charts.chart(PlaneCharts.PLANE), request.release(), request.values());
        if (request.patience().isPresent()) {
            new PlaneReadiness(management, request.namespace())
                    .await(request.patience().get(), progress);
        }
    }

    private List<Right> rights() {
        return List.of(
                Right.to("create", ResourceTypes.CRD),
                Right.to("patch", ResourceTypes.CRD),
                Right.to("create", ResourceTypes.CLUSTER_ROLE),
                Right.to("create", ResourceTypes.CLUSTER_ROLE_BINDING),
                Right.to("list", ResourceTypes.SECRET, request.namespace()),
                Right.to("create", ResourceTypes.SECRET, request.namespace()),
                Right.to("create", ResourceTypes.DEPLOYMENT, request.namespace()));
    }

    /** Deployments of these names in this namespace are those of Gloo Mesh 0.12, or of another release. */
    private void requireNoOtherPlane() throws ApiException, InterruptedException, CommandFailedException {
        for (String operator : PlaneReadiness.OPERATORS) {
            Optional<ObjectNode> deployment =
                    management.find(ResourceTypes.DEPLOYMENT.path(request.namespace(), operator));
            Optional<String> owner = deployment.map(PlaneInstallation::owner);
            if (owner.isPresent() && !owner.get().equals(words(request.release(), request.namespace()))) {
                throw new CommandFailedException(
                        "Deployment " + request.namespace() + "/" + operator + " is there and belongs to "
                                + owner.get(),
                        "Two planes cannot share a namespace: name another one with --namespace, or remove that plane first."
                                + " Nothing has been changed.");
            }
        }
    }

    private static String owner(JsonNode object) {
        JsonNode annotations = object.at("/metadata/annotations");
        String release = annotations.path(RELEASE_NAME).asText("");
        return release.isEmpty()
                ? "no Helm release"
                : words(release, annotations.path(RELEASE_NAMESPACE).asText(""));
    }

    private static String words(String release, String namespace) {
        return "Helm release " + release + " in namespace " + namespace;
    }

    /**
     * Definitions that nobody owns, of Gloo Mesh 0.12 or of {@code meshctl install crds}, are taken over: Helm accepts what carries its
     * marks. Those of another release serve several planes and are left to it.
     */
    private void kinds(PlaneCharts charts, List<ObjectNode> rendered)
            throws CommandFailedException, InterruptedException {
        SortedMap<String, ObjectNode> definitions = new TreeMap<>();
        rendered.forEach(
                definition -> definitions.put(definition.at("/metadata/name").asText(), definition));
        Optional<String> others = othersOf(definitions);
        if (others.isPresent()) {
            progress.note(
                    "the kinds belong to " + others.get() + " and are left to it; meshctl check says whether they fit");
            return;
        }
        definitions.values().forEach(this::mark);
        CrdInstaller.install(management, definitions, progress);
        release(charts.chart(PlaneCharts.KINDS), PlaneCharts.KINDS, HelmValues.NONE);
        progress.step(management.name() + ": Settings can be written", () -> {
            // A server says that a kind is established a moment before it tells it to who asks for kinds, as Helm does.
            long end = System.nanoTime() + LONGEST.toNanos();
            while (management.find(SETTINGS).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(PAUSE);
            }
            return "";
        });
    }

    private Optional<String> othersOf(SortedMap<String, ObjectNode> definitions)
            throws CommandFailedException, InterruptedException {
        String ours = words(PlaneCharts.KINDS, request.namespace());
        for (String name : definitions.keySet()) {
            try {
                Optional<String> owner = management
                        .find(ResourceTypes.CRD.path("", name))
                        .filter(found -> found.at("/metadata/annotations").has(RELEASE_NAME))
                        .map(PlaneInstallation::owner);
                if (owner.isPresent() && !owner.get().equals(ours)) {
                    return owner;
                }
            } catch (ApiException e) {
                throw CommandFailedException.of(management.name() + ": CustomResourceDefinition " + name, e);
            }
        }
        return Optional.empty();
    }

    private void mark(ObjectNode definition) {
        ObjectNode metadata = definition.withObject("/metadata");
        metadata.withObject("/labels").put(MANAGED_BY, HELM);
        metadata.withObject("/annotations")
                .put(RELEASE_NAME, PlaneCharts.KINDS)
                .put(RELEASE_NAMESPACE, request.namespace());
    }

    private void release(Path chart, String name, HelmValues values)
            throws CommandFailedException, InterruptedException {
        progress.step(management.name() + ": Helm release " + name, () -> {
            Release done = states.isDeployed(name, chart.getFileName().toString())
                    ? releases.upgrade(chart, name, values)
                    : releases.install(chart, name, values);
            return "revision " + done.getRevision() + " of version " + done.getAppVersion();
        });
    }
}
