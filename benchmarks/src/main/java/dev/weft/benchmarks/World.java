// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.discovery.DiscoveryTranslator;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A fleet as networking reads it: discovered already, cluster by cluster.
 *
 * @param management objects of the management cluster other than the discovered kinds
 * @param discovered Mesh, Workload and TrafficTarget objects
 */
record World(
        Fleet fleet,
        Scope scope,
        List<RawObject> management,
        List<RawObject> discovered,
        SortedMap<String, ClusterInput> clusters) {

    static World of(Fleet fleet) {
        List<RawObject> management = fleet.management();
        List<RawObject> discovered = new ArrayList<>();
        SortedMap<String, ClusterInput> clusters = new TreeMap<>();
        Ref settings = new Ref(Fleet.INSTALL_NAMESPACE, "settings");
        List<String> names = fleet.clusters();
        for (int i = 0; i < names.size(); i++) {
            RawCluster cluster = new RawCluster(names.get(i), fleet.cluster(i), ClusterKnowledge.SYNCED);
            DiscoveryAssembly assembly =
                    DiscoveryAssembly.of(Fleet.INSTALL_NAMESPACE, settings, List.of(), List.of(cluster));
            new DiscoveryTranslator()
                    .translate(assembly.snapshot())
                    .objects()
                    .map(object -> new RawObject(
                            object.id(), object.apiVersion(), CanonicalJson.object(object.json()), "discovery"))
                    .forEach(discovered::add);
            clusters.put(names.get(i), new ClusterInput(List.of(), ClusterKnowledge.SYNCED));
        }
        Scope scope = new Scope(Fleet.INSTALL_NAMESPACE, SnapshotAssembly.plane(management), settings, false);
        return new World(fleet, scope, management, discovered, clusters);
    }

    Plane.Writes firstPass(Plane plane) {
        return plane.first(scope, management, discovered, clusters);
    }
}
