// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.WorkloadFact;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who runs behind a service.
 *
 * @param accounts names of the service accounts of its workloads, sorted; all are in the service's namespace
 * @param others workloads of the namespace that run as one of {@code accounts} and are not behind the service, sorted
 * @param tcpPorts the TCP ports of all services in front of workloads that run as one of {@code accounts}, each {@code SERVICE:PORT}, sorted
 * @param unreadable why there may be workloads that nobody knows; empty when all are known
 */
public record Backing(List<String> accounts, List<String> others, List<String> tcpPorts, Optional<String> unreadable) {

    /** Not asked for. */
    public static final Backing NOBODY = new Backing(List.of(), List.of(), List.of(), Optional.empty());

    /** The account of a pod that names none. */
    public static final String DEFAULT_ACCOUNT = "default";

    public Backing {
        accounts = List.copyOf(accounts);
        others = List.copyOf(others);
        tcpPorts = List.copyOf(tcpPorts);
    }

    /**
     * @param services those of the service's cluster and namespace, {@code target} included
     * @param workloads those of the service's cluster and namespace
     */
    public static Backing of(
            TargetFact target,
            Collection<TargetFact> services,
            Collection<WorkloadFact> workloads,
            Optional<String> unreadable) {
        SortedSet<String> accounts = accounts(target, workloads);
        TreeSet<String> others = new TreeSet<>();
        workloads.stream()
                .filter(workload -> !isBehind(target, workload) && accounts.contains(account(workload)))
                .forEach(workload -> others.add(workload.controller().toString()));
        List<WorkloadFact> sharing = workloads.stream()
                .filter(workload -> accounts.contains(account(workload)))
                .toList();
        TreeSet<String> tcpPorts = new TreeSet<>();
        for (TargetFact service : services) {
            List<ServicePort> tcp = service.ports().stream()
                    .filter(ServicePort::isTcpOnOpenServiceMesh)
                    .toList();
            if (!tcp.isEmpty() && sharing.stream().anyMatch(workload -> isBehind(service, workload))) {
                tcp.forEach(port -> tcpPorts.add(service.service().name() + ":" + port.number()));
            }
        }
        return new Backing(List.copyOf(accounts), List.copyOf(others), List.copyOf(tcpPorts), unreadable);
    }

    /**
     * Names of the service accounts of the workloads behind a service; all are in its namespace.
     *
     * @param workloads those of the service's cluster and namespace
     */
    public static SortedSet<String> accounts(TargetFact target, Collection<WorkloadFact> workloads) {
        TreeSet<String> accounts = new TreeSet<>();
        workloads.stream()
                .filter(workload -> isBehind(target, workload))
                .forEach(workload -> accounts.add(account(workload)));
        return accounts;
    }

    /** Whether the service selects the pods of a workload. */
    public static boolean isBehind(TargetFact target, WorkloadFact workload) {
        return !target.workloadSelector().isEmpty()
                && workload.podLabels()
                        .entrySet()
                        .containsAll(target.workloadSelector().entrySet());
    }

    /** The name of the service account that a workload runs as. */
    public static String account(WorkloadFact workload) {
        return workload.serviceAccount().isEmpty() ? DEFAULT_ACCOUNT : workload.serviceAccount();
    }
}
