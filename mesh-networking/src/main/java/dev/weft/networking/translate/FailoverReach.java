// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.MeshFact;
import dev.weft.networking.translate.istio.mesh.FailoverTier;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How the services behind a FailoverService are reached.
 *
 * @param callers for each mesh from which it is called
 * @param aliases by the place of a gateway the services on its cluster, where callers ask it for {@code weft-alias.HOST}
 * @param passed by mesh the names that its gateway must let pass
 * @param inEffect whether the FailoverService is; if not, nothing new is written for it, and what stands goes on to work
 */
record FailoverReach(
        List<Caller> callers,
        SortedMap<ShardId, List<FailoverTier.Endpoint>> aliases,
        SortedMap<Ref, SortedSet<String>> passed,
        boolean inEffect,
        List<Finding> findings) {

    static final FailoverReach NONE = new FailoverReach(List.of(), new TreeMap<>(), new TreeMap<>(), false, List.of());

    /**
     * The workloads of one mesh.
     *
     * @param tiers in order of preference; may be empty
     * @param services those that {@code tiers} lead to, in order
     * @param identities who may answer, as SPIFFE ids, ordered; empty where anybody may
     * @param remoteName what gateways are asked for; empty where none is called
     * @param remotePort likewise
     * @param gateways Gateways, and aliases at them, that must be there before
     * @param unknown why nobody knows all of {@code tiers}; what the workloads have stays as it is then
     * @param notTold by their labels the subsets that no pods can be chosen by, where they are not chosen by gateways, each with why
     */
    record Caller(
            MeshFact mesh,
            List<FailoverTier> tiers,
            List<DestinationRef> services,
            List<String> identities,
            String remoteName,
            int remotePort,
            List<ObjectId> gateways,
            Optional<String> unknown,
            Map<SortedMap<String, String>, String> notTold) {
        Caller {
            tiers = List.copyOf(tiers);
            services = List.copyOf(services);
            identities = List.copyOf(identities);
            gateways = List.copyOf(gateways);
            notTold = Map.copyOf(notTold);
        }

        /** Whether what it needs is known, and anything of it there. */
        boolean isReached() {
            return unknown.isEmpty() && !tiers.isEmpty();
        }
    }

    /**
     * A name that a gateway must let pass.
     *
     * @param inEffect whether for a FailoverService that is; the names of others only stay where they are
     */
    record Passed(String host, boolean inEffect) implements Comparable<Passed> {
        @Override
        public int compareTo(Passed other) {
            int order = host.compareTo(other.host);
            return order != 0 ? order : Boolean.compare(inEffect, other.inEffect);
        }
    }

    FailoverReach {
        callers = List.copyOf(callers);
        aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
        passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
        findings = List.copyOf(findings);
    }

    /** The names by the mesh of the gateway. */
    Map<Ref, List<Passed>> passedByMesh() {
        Map<Ref, List<Passed>> byMesh = new HashMap<>();
        passed.forEach((mesh, hosts) -> {
            List<Passed> names = byMesh.computeIfAbsent(mesh, absent -> new ArrayList<>());
            hosts.forEach(host -> names.add(new Passed(host, inEffect)));
        });
        return byMesh;
    }
}
