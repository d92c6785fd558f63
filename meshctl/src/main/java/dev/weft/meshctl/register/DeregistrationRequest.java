// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import java.time.Duration;

/**
 * What is to be taken back.
 *
 * @param force go on without a cluster that cannot be reached
 * @param patience how long a running plane may take to remove what it wrote
 */
public record DeregistrationRequest(
        String cluster, String managementNamespace, String remoteNamespace, boolean force, Duration patience) {

    /** @throws IllegalArgumentException naming the flag that is wrong */
    public DeregistrationRequest {
        RegistrationRequest.checkCluster(cluster);
        RegistrationRequest.checkNamespace("--mgmt-namespace", managementNamespace);
        RegistrationRequest.checkNamespace("--remote-namespace", remoteNamespace);
    }
}
