// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.watch.WatchSettings;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.InstantSource;

/**
 * Where an operator runs, and how.
 *
 * @param management the management cluster
 * @param installNamespace where the plane is installed
 * @param clients the HTTP client
 * @param watch how clusters are read
 * @param lease times of the election
 * @param identity of this process in the election, unlike that of any other
 * @param version of this build, for the servers' logs
 * @param clock the time of day, by which credentials expire
 */
public record OperatorSettings(
        Endpoint management,
        String installNamespace,
        HttpClient.Factory clients,
        WatchSettings watch,
        LeaseTimes lease,
        String identity,
        String version,
        InstantSource clock) {

    /** By the clock of this machine. */
    public OperatorSettings(
            Endpoint management,
            String installNamespace,
            HttpClient.Factory clients,
            WatchSettings watch,
            LeaseTimes lease,
            String identity,
            String version) {
        this(management, installNamespace, clients, watch, lease, identity, version, InstantSource.system());
    }
}
