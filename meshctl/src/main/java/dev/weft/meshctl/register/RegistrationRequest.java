// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.runtime.ref.DnsNames;
import java.util.Optional;

/**
 * What is to be registered.
 *
 * @param cluster its name
 * @param managementNamespace install namespace of the plane
 * @param remoteNamespace where the accounts are on the cluster
 * @param apiServerAddress HOST[:PORT] by which the plane reaches the cluster, when the user's own is another one
 * @param longLived token Secrets instead of tokens that expire
 * @param agent what is to be done for the cert-agent
 * @param force another cluster may take the name over
 */
public record RegistrationRequest(
        String cluster,
        String managementNamespace,
        String remoteNamespace,
        String clusterDomain,
        Optional<String> apiServerAddress,
        boolean longLived,
        AgentWish agent,
        boolean force) {

    /** @throws IllegalArgumentException naming the flag that is wrong */
    public RegistrationRequest {
        checkCluster(cluster);
        checkNamespace("--mgmt-namespace", managementNamespace);
        checkNamespace("--remote-namespace", remoteNamespace);
        if (!DnsNames.isSubdomain(clusterDomain)) {
            throw new IllegalArgumentException("--cluster-domain must be a DNS name, not '" + clusterDomain + "'");
        }
    }

    static void checkCluster(String name) {
        if (!DnsNames.isLabel(name)) {
            throw new IllegalArgumentException(
                    "the name of a cluster must be a DNS label (a-z, 0-9 and -, at most 63 characters), not '" + name
                            + "'");
        }
    }

    static void checkNamespace(String flag, String namespace) {
        if (!DnsNames.isLabel(namespace)) {
            throw new IllegalArgumentException(flag + " must be the name of a namespace, not '" + namespace + "'");
        }
    }

    /** The account that writes, as the reference names it. */
    String writer() {
        return cluster;
    }

    /** The account that only reads. */
    String reader() {
        return cluster + "-reader";
    }
}
