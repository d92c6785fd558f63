// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.status.History;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.networking.translate.StaleOutputs;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A snapshot and what the plane makes of it: discovery where it is asked for or nothing was discovered yet, then networking. The next pass
 * is made of it by a change, with the engine that made this one, so what the change does not touch is not looked at again. Immutable, but
 * only the last pass of an engine can be carried on.
 */
public final class Pass {

    private static final Set<GroupKind> DISCOVERED =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET);
    /** What users say; nothing of it concerns discovery. */
    private static final Set<GroupKind> POLICIES = Set.of(
            ReadKinds.TRAFFIC_POLICY, ReadKinds.ACCESS_POLICY, ReadKinds.VIRTUAL_MESH, ReadKinds.FAILOVER_SERVICE);

    private final RawSnapshot snapshot;
    private final RenderOptions options;
    private final NetworkingTranslator translator;
    /** Objects of the management cluster other than the discovered kinds. */
    private final List<RawObject> management;

    private final DiscoveryStep discovery;
    private final SnapshotAssembly assembly;
    private final Translation translation;

    private Pass(
            RawSnapshot snapshot,
            RenderOptions options,
            NetworkingTranslator translator,
            List<RawObject> management,
            DiscoveryStep discovery,
            SnapshotAssembly assembly) {
        this.snapshot = snapshot;
        this.options = options;
        this.translator = translator;
        this.management = management;
        this.discovery = discovery;
        this.assembly = assembly;
        this.translation = translator.translate(assembly.snapshot());
    }

    /** A first pass all of whose outputs will be looked at. */
    public static Pass of(RawSnapshot snapshot, RenderOptions options) {
        return of(snapshot, options, new NetworkingTranslator());
    }

    /** A first pass to be compared with a later one. */
    public static Pass toCompare(RawSnapshot snapshot, RenderOptions options) {
        return of(snapshot, options, NetworkingTranslator.drawingWhenAsked());
    }

    private static Pass of(RawSnapshot snapshot, RenderOptions options, NetworkingTranslator translator) {
        List<RawObject> given = new ArrayList<>();
        List<RawObject> management = new ArrayList<>();
        snapshot.management().forEach(object -> (isDiscovered(object.id()) ? given : management).add(object));
        DiscoveryStep discovery = DiscoveryStep.of(snapshot, management, given, options);
        SortedMap<String, ClusterInput> clusters = new TreeMap<>();
        snapshot.clusters()
                .forEach((name, cluster) ->
                        clusters.put(name, new ClusterInput(cluster.objects(), discovery.knowledge(cluster))));
        Scope scope = new Scope(
                options.installNamespace(),
                SnapshotAssembly.plane(management),
                options.settings(),
                options.disallowIntersectingConfig());
        SnapshotAssembly assembly = SnapshotAssembly.of(scope, management, discovery.objects(), clusters);
        return new Pass(snapshot, options, translator, management, discovery, assembly);
    }

    private static boolean isDiscovered(ObjectId id) {
        return DISCOVERED.contains(id.kind());
    }

    /**
     * As it is when the plane has written its statuses. Who is accepted is remembered there, so this is what a change meets. Where the
     * snapshot is of a plane that has come to rest it is the same.
     */
    public Pass settled() {
        List<RawObject> told = new ArrayList<>();
        List<RawObject> all = new ArrayList<>();
        Map<ObjectId, ManagementDocument> documents = new HashMap<>();
        usersDocuments(id -> POLICIES.contains(id.kind())).forEach(document -> documents.put(document.id(), document));
        for (RawObject object : management) {
            ManagementDocument document = documents.get(object.id());
            RawObject now = document == null ? object : ObjectAfter.decided(object, document);
            all.add(now);
            if (now != object) {
                told.add(now);
            }
        }
        List<TargetFact> remembering = new ArrayList<>();
        translation.decidedTargets().forEach(decided -> {
            TargetFact target = History.after(decided, decided.target());
            if (target != decided.target()) {
                remembering.add(target);
            }
        });
        SnapshotAssembly next = assembly.changed(told, List.of()).remembering(remembering);
        return new Pass(snapshot, options, translator, all, discovery, next);
    }

    /**
     * With {@code put} in place of the objects of the management cluster of the same ids, or added, and without {@code gone}.
     *
     * @param put with the status and the history that the server would leave on them
     */
    public Pass with(Collection<RawObject> put, Collection<ObjectId> gone) {
        List<RawObject> all = changed(management, put, gone, false);
        DiscoveryStep now = discovery;
        List<RawObject> come = new ArrayList<>();
        List<ObjectId> left = new ArrayList<>();
        // What is discovered comes and goes as discovery says, whatever somebody deletes.
        gone.stream().filter(id -> !discovery.computed() || !isDiscovered(id)).forEach(left::add);
        put.stream().filter(object -> !isDiscovered(object.id())).forEach(come::add);
        boolean concernsDiscovery = Stream.concat(put.stream().map(RawObject::id), gone.stream())
                .anyMatch(id -> !POLICIES.contains(id.kind()));
        if (concernsDiscovery) {
            now = discovery.again(snapshot, all, changed(discovery.objects(), put, gone, true), options);
            now.differing(discovery, come, left);
        }
        SnapshotAssembly next = assembly.changed(come, left);
        if (concernsDiscovery) {
            next = remembered(come, next);
            for (String name : snapshot.clusters().keySet()) {
                next = now.known(name, snapshot, discovery, next);
            }
        }
        return new Pass(snapshot, options, translator, all, now, next);
    }

    /** What was discovered in another form has the history that it had. */
    private SnapshotAssembly remembered(List<RawObject> come, SnapshotAssembly next) {
        Map<Ref, DecidedTarget> decided = translation.decidedByRef();
        List<TargetFact> remembering = new ArrayList<>();
        for (RawObject object : come) {
            if (object.id().kind().equals(ReadKinds.TRAFFIC_TARGET)) {
                Ref ref = new Ref(object.id().namespace(), object.id().name());
                Optional.ofNullable(decided.get(ref))
                        .flatMap(before -> next.target(ref).map(target -> History.after(before, target)))
                        .ifPresent(remembering::add);
            }
        }
        return next.remembering(remembering);
    }

    private static List<RawObject> changed(
            List<RawObject> objects, Collection<RawObject> put, Collection<ObjectId> gone, boolean discovered) {
        Set<ObjectId> replaced = new HashSet<>(gone);
        put.forEach(object -> replaced.add(object.id()));
        List<RawObject> changed = new ArrayList<>();
        objects.stream().filter(object -> !replaced.contains(object.id())).forEach(changed::add);
        put.stream().filter(object -> isDiscovered(object.id()) == discovered).forEach(changed::add);
        changed.sort((one, other) -> one.id().compareTo(other.id()));
        return changed;
    }

    /** What is known of all clusters. */
    public SnapshotAssembly assembly() {
        return assembly;
    }

    /** What networking makes of it. */
    public Translation translation() {
        return translation;
    }

    /** Those objects of the management cluster that there are, as they are or as they were discovered. */
    public Map<ObjectId, RawObject> find(Set<ObjectId> ids) {
        return Stream.concat(management.stream(), discovery.objects().stream())
                .filter(object -> ids.contains(object.id()))
                .collect(Collectors.toMap(RawObject::id, object -> object, (first, again) -> first));
    }

    /** All findings but those of {@link #stale}, in no particular order, some perhaps twice. */
    public Stream<Finding> findings() {
        return Stream.of(discovery.findings().stream(), assembly.findings().stream(), translation.allFindings())
                .flatMap(all -> all);
    }

    /** What we wrote once and want no longer. */
    public StaleOutputs stale() {
        return StaleOutputs.of(translation, assembly.unreadable());
    }

    /** Discovered objects, and every input whose status we write, ordered. */
    public List<ManagementDocument> documents() {
        return ManagementDocuments.of(
                Stream.concat(management.stream(), discovery.objects().stream()), assembly, translation, options.now());
    }

    /** Those of objects that users write, ordered. */
    public List<ManagementDocument> usersDocuments() {
        return usersDocuments(id -> true);
    }

    private List<ManagementDocument> usersDocuments(Predicate<ObjectId> wanted) {
        return ManagementDocuments.ofUsers(
                management.stream().filter(object -> wanted.test(object.id())), assembly, translation, options.now());
    }

    /** Whether an object of any cluster could not be decoded. */
    boolean isUndecodable() {
        return discovery.rejected() || !assembly.undecodable().isEmpty();
    }
}
