// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.translate.istio.Hosts;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.destination.Routing;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the outputs are made of by which callers of one cluster reach a service of another.
 *
 * @param asked what policies ask for on behalf of these callers
 * @param demands subsets of the service that any accepted policy sends to, ordered
 * @param subsetNames of the services to whose subsets the routes send, and of this one
 * @param hosts names, as these callers know them, of every destination of the routes
 * @param routeReferents what must be in effect before the routes are, besides what this plan makes
 * @param address virtual address of the service
 * @param place where the outputs go
 * @param ruleName name of the DestinationRule and of the VirtualService
 * @param taken outputs whose name somebody else's object holds, with a description of that object
 */
public record ImportPlan(
        Export export,
        Asked asked,
        List<Demand> demands,
        SubsetNames subsetNames,
        Hosts hosts,
        List<ObjectId> routeReferents,
        String address,
        ShardId place,
        String ruleName,
        OutputMeta meta,
        SortedMap<ObjectId, String> taken) {

    public ImportPlan {
        demands = List.copyOf(demands);
        routeReferents = List.copyOf(routeReferents);
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
    }

    Routing routing() {
        return new Routing(
                export.host(),
                export.ports().stream().map(FederatedPort::port).toList(),
                asked.routes(),
                hosts,
                subsetNames);
    }

    ObjectId entry() {
        return serviceEntry(place, export.host());
    }

    ObjectId rule() {
        return rule(place, ruleName);
    }

    ObjectId routes() {
        return routes(place, ruleName);
    }

    /** The ServiceEntry of a global name. */
    public static ObjectId serviceEntry(ShardId place, String host) {
        return new ObjectId(place.cluster(), IstioKinds.SERVICE_ENTRY, place.namespace(), host);
    }

    /** The DestinationRule of that name. */
    public static ObjectId rule(ShardId place, String ruleName) {
        return new ObjectId(place.cluster(), IstioKinds.DESTINATION_RULE, place.namespace(), ruleName);
    }

    private static ObjectId routes(ShardId place, String ruleName) {
        return new ObjectId(place.cluster(), IstioKinds.VIRTUAL_SERVICE, place.namespace(), ruleName);
    }

    /** The names that its outputs may need. */
    public List<ObjectId> names() {
        return names(place, export.host(), ruleName);
    }

    /** The names that its outputs may need, for the look at who holds them. */
    public static List<ObjectId> names(ShardId place, String host, String ruleName) {
        return List.of(serviceEntry(place, host), rule(place, ruleName), routes(place, ruleName));
    }
}
