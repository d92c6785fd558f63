// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Backing;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who may answer for a service when it is called by a host name. While its workloads are not known, who could before; and where no workload
 * of the mesh is known at all, whom a pod is that names no account: better a call that fails than one that anybody answers.
 *
 * @param accepted SPIFFE ids, ordered; an empty list where anybody may, nothing where nobody can tell
 * @param basis what that follows from
 */
record Identities(Optional<List<String>> accepted, Basis basis) {

    /** What is known of who answers. */
    enum Basis {
        /** Workloads, or what was accepted before; or anybody may answer. */
        KNOWN,
        /** No workload of the service is known. */
        SERVICE_UNKNOWN,
        /** No workload of the whole mesh is known. */
        MESH_UNKNOWN
    }

    /**
     * @param trustDomain of the service's mesh
     * @param host by which it is called
     * @param anybody whether anybody may answer where nobody is known
     */
    static Identities of(
            TargetFact target, String trustDomain, String host, boolean anybody, World world, Reads reads) {
        DestinationRef service = target.service();
        String prefix = "spiffe://" + trustDomain + "/ns/" + service.namespace() + "/sa/";
        SortedSet<String> accounts = Backing.accounts(
                target, reads.look(world.workloads, service.shard()).orElse(List.of()));
        if (!accounts.isEmpty()) {
            return known(accounts.stream().map(account -> prefix + account).toList());
        }
        SortedSet<String> before = before(prefix, host, world, reads);
        if (!before.isEmpty() || anybody) {
            return known(before);
        }
        return reads.must(world.workloadsByMesh, target.mesh()).isEmpty()
                ? new Identities(Optional.of(List.of(prefix + Backing.DEFAULT_ACCOUNT)), Basis.MESH_UNKNOWN)
                : new Identities(Optional.empty(), Basis.SERVICE_UNKNOWN);
    }

    private static Identities known(Collection<String> accepted) {
        return new Identities(Optional.of(List.copyOf(accepted)), Basis.KNOWN);
    }

    private static SortedSet<String> before(String prefix, String host, World world, Reads reads) {
        SortedSet<String> before = new TreeSet<>();
        for (ConfigFact entry : world.ownEntries(host, reads)) {
            before.addAll(entry.accounts().stream()
                    .filter(account -> account.startsWith(prefix))
                    .toList());
        }
        return before;
    }
}
