// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Makes the facts of one namespace of others: takes the facts of single objects in and out. Each object has a place of its own, so the
 * order of objects never matters, and a fact that comes again equal leaves everything as it is.
 */
final class ShardChange {

    private final ShardFacts before;
    private PersistentMap<ControllerFact.Id, ControllerFact> controllers;
    private PersistentMap<String, ReplicaSetFact> replicaSets;
    private PersistentMap<KeyName, PodFact> pods;
    private PersistentMap<KeyName, ServiceFact> services;
    private PersistentMap<EndpointGroup.Source, List<EndpointGroup>> endpoints;
    private PersistentMap<String, MeshConfigFact> meshConfigs;
    private PersistentMap<String, NodeFact> nodes;
    private PersistentMap<String, AppMeshFact> appMeshes;

    ShardChange(ShardFacts before) {
        this.before = before;
        controllers = before.controllers();
        replicaSets = before.replicaSets();
        pods = before.pods();
        services = before.services();
        endpoints = before.endpoints();
        meshConfigs = before.meshConfigs();
        nodes = before.nodes();
        appMeshes = before.appMeshes();
    }

    /**
     * Puts the facts of {@code object} in place of what was known of it.
     *
     * @return what is wrong with the object, in which case nothing is known of it now
     */
    Optional<Cursor.Wrong> put(RawObject object) {
        Cursor body = Cursor.of(object.body());
        place(object.id(), Optional.of(body));
        return body.wrong();
    }

    void remove(ObjectId id) {
        place(id, Optional.empty());
    }

    private void place(ObjectId id, Optional<Cursor> body) {
        String name = id.name();
        KeyName key = new KeyName(name);
        switch (id.kind().kind()) {
            case "Deployment" -> placeController(new ControllerFact.Id(ControllerFact.Kind.DEPLOYMENT, key), body);
            case "DaemonSet" -> placeController(new ControllerFact.Id(ControllerFact.Kind.DAEMON_SET, key), body);
            case "StatefulSet" -> placeController(new ControllerFact.Id(ControllerFact.Kind.STATEFUL_SET, key), body);
            case "ReplicaSet" ->
                replicaSets = with(replicaSets, name, read(body, name, always(SourceFacts::replicaSet)));
            case "Pod" -> pods = with(pods, key, read(body, name, always(SourceFacts::pod)));
            case "Service" -> services = with(services, key, read(body, name, always(ServiceFacts::service)));
            case "Endpoints" -> placeEndpoints(new EndpointGroup.Source(false, name), body, ServiceFacts::subsets);
            case "EndpointSlice" -> placeEndpoints(new EndpointGroup.Source(true, name), body, ServiceFacts::slice);
            case "Node" -> nodes = with(nodes, name, read(body, name, always(SourceFacts::node)));
            case "ConfigMap" -> meshConfigs = with(meshConfigs, name, read(body, name, MeshConfigFacts::of));
            case "Mesh" -> appMeshes = with(appMeshes, name, read(body, name, SourceFacts::appMesh));
            default -> throw new IllegalArgumentException("discovery does not read " + id.kind());
        }
    }

    private void placeController(ControllerFact.Id id, Optional<Cursor> body) {
        Optional<ControllerFact> fact =
                read(body, id.name().name(), always((name, cursor) -> SourceFacts.controller(id.kind(), name, cursor)));
        controllers = with(controllers, id, fact);
    }

    private void placeEndpoints(
            EndpointGroup.Source source, Optional<Cursor> body, BiFunction<String, Cursor, List<EndpointGroup>> read) {
        Optional<List<EndpointGroup>> groups = read(body, source.name(), always(read));
        endpoints = with(endpoints, source, groups.filter(list -> !list.isEmpty()));
    }

    private static <F> BiFunction<String, Cursor, Optional<F>> always(BiFunction<String, Cursor, F> read) {
        return (name, body) -> Optional.of(read.apply(name, body));
    }

    /** Empty without an object, for one of which there is nothing to know, and for one that has anything wrong. */
    private static <F> Optional<F> read(
            Optional<Cursor> body, String name, BiFunction<String, Cursor, Optional<F>> read) {
        return body.flatMap(cursor -> {
            Optional<F> fact = read.apply(name, cursor);
            return cursor.wrong().isEmpty() ? fact : Optional.empty();
        });
    }

    private static <K extends Comparable<? super K>, F> PersistentMap<K, F> with(
            PersistentMap<K, F> facts, K key, Optional<F> fact) {
        if (fact.isEmpty()) {
            return facts.without(key);
        }
        return fact.get().equals(facts.get(key)) ? facts : facts.with(key, fact.get());
    }

    /** The facts with all changes in them; those of before when there are none. */
    ShardFacts done() {
        ShardFacts after =
                new ShardFacts(controllers, replicaSets, pods, services, endpoints, meshConfigs, nodes, appMeshes);
        return after.equals(before) ? before : after;
    }
}
