// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import java.util.List;

/** Removes the plane and leaves the kinds, with all objects of theirs, the namespace and what is in it otherwise. */
public final class PlaneRemoval {

    private final String namespace;
    private final String release;
    private final Cluster management;
    private final HelmReleases releases;
    private final Progress progress;

    /** @param access of the management cluster */
    public PlaneRemoval(String namespace, String release, Cluster management, UserAccess access, Progress progress) {
        this.namespace = namespace;
        this.release = release;
        this.management = management;
        this.releases = new HelmReleases(access.endpoint(), namespace);
        this.progress = progress;
    }

    /**
     * @param force although clusters are registered: what was written to them stays there
     * @return false when there is no such release
     */
    public boolean run(boolean force) throws CommandFailedException, InterruptedException {
        if (releases.find(release, PlaneCharts.PLANE).isEmpty()) {
            return false;
        }
        if (!force) {
            progress.step(management.name() + ": no cluster is registered", this::requireNoClusters);
        }
        progress.step(management.name() + ": Helm release " + release, () -> {
            releases.uninstall(release);
            return "uninstalled";
        });
        return true;
    }

    private String requireNoClusters() throws ApiException, InterruptedException, CommandFailedException {
        List<String> names = clusters();
        if (!names.isEmpty()) {
            throw new CommandFailedException(
                    "clusters are registered: " + String.join(", ", names),
                    "Deregister them first, while the plane runs: meshctl cluster deregister NAME. It removes what was written to"
                            + " them; with --force all of that stays there, and serves on.");
        }
        return "";
    }

    private List<String> clusters() throws ApiException, InterruptedException {
        try {
            return management.list(ResourceTypes.of(Kinds.KUBERNETES_CLUSTER), namespace, "").stream()
                    .map((ObjectNode cluster) -> cluster.at("/metadata/name").asText(""))
                    .sorted()
                    .toList();
        } catch (ApiException e) {
            if (e.code() == 404) {
                return List.of(); // not even the kind is there
            }
            throw e;
        }
    }
}
