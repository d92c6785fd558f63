// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.rules.GoDuration;
import dev.weft.networking.rules.OutlierAction;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the outputs are made of by which workloads of one mesh call a FailoverService.
 *
 * @param host by which it is called
 * @param services how many it has, whether they can be reached or not
 * @param perTryTimeout how long each may take
 * @param tiers the services that answer, in order of preference; never empty
 * @param identities who may answer, as SPIFFE ids, ordered; empty where anybody with a certificate of the common root may
 * @param ejection when a service counts as failed, where a policy says so for these callers
 * @param remoteName what gateways of other clusters know the services by; empty where none is behind a gateway
 * @param remotePort likewise
 * @param demands subsets that accepted policies send to, ordered
 * @param address virtual address of the host
 * @param name of the outputs
 * @param place where they go
 * @param ruleReferents what must be in effect before these callers may ask for a subset
 * @param entryReferents what must be in effect before these callers may call the gateways
 * @param taken outputs whose name somebody else's object holds, with a description of that object
 */
public record FailoverPlan(
        Ref failoverService,
        String host,
        int services,
        GoDuration perTryTimeout,
        FailoverPort port,
        List<FailoverTier> tiers,
        List<String> identities,
        Optional<Owned<OutlierAction>> ejection,
        String remoteName,
        int remotePort,
        List<FailoverDemand> demands,
        String address,
        String name,
        ShardId place,
        List<ObjectId> ruleReferents,
        List<ObjectId> entryReferents,
        OutputMeta meta,
        SortedMap<ObjectId, String> taken) {

    public FailoverPlan {
        tiers = List.copyOf(tiers);
        identities = List.copyOf(identities);
        demands = List.copyOf(demands);
        ruleReferents = List.copyOf(ruleReferents);
        entryReferents = List.copyOf(entryReferents);
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
    }

    ObjectId entry() {
        return entry(place, name);
    }

    ObjectId rule() {
        return rule(place, name);
    }

    ObjectId routes() {
        return id(IstioKinds.VIRTUAL_SERVICE, place, name);
    }

    /** The ServiceEntry of that name. */
    public static ObjectId entry(ShardId place, String name) {
        return id(IstioKinds.SERVICE_ENTRY, place, name);
    }

    /** The DestinationRule of that name. */
    public static ObjectId rule(ShardId place, String name) {
        return id(IstioKinds.DESTINATION_RULE, place, name);
    }

    private static ObjectId id(GroupKind kind, ShardId place, String name) {
        return new ObjectId(place.cluster(), kind, place.namespace(), name);
    }

    /** The names that its outputs may need, for the look at who holds them. */
    public static List<ObjectId> names(ShardId place, String name) {
        return List.of(entry(place, name), rule(place, name), id(IstioKinds.VIRTUAL_SERVICE, place, name));
    }
}
