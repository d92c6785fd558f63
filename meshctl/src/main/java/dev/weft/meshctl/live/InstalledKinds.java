// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import dev.weft.api.Kinds;
import dev.weft.runtime.kube.ApiException;

/** Whether a cluster has our kinds, without which it is no management cluster. */
public final class InstalledKinds {

    private InstalledKinds() {}

    /** @throws CommandFailedException when it has none */
    public static void require(ClusterReader management)
            throws ApiException, InterruptedException, CommandFailedException {
        String group = "/apis/" + Kinds.KUBERNETES_CLUSTER.apiVersion();
        if (management.find(group).isEmpty()) {
            throw new CommandFailedException(
                    management.name() + ": the kind KubernetesCluster is not installed on " + management.server(),
                    "Install the kinds first: meshctl install crds. Or name the management cluster with --kubecontext"
                            + " (--mgmt-context where there is one).");
        }
    }
}
