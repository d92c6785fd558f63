// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.networking.rules.MeshRef;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether a FailoverService is valid by itself: all of networking.md 4.5.1 but for outlier detection, which other policies bring
 * ({@link FailoverServices}).
 */
public final class FailoverCheck {

    /** In front of the host name, the name by which gateways of other clusters know services that differ in name or port. */
    public static final String ALIAS = "weft-alias.";

    private static final int LONGEST_NAME = 253;

    /** What is known of that which a FailoverService names. */
    public interface Known {

        Optional<MeshFact> mesh(Ref mesh);

        Destination service(DestinationRef service);

        /** Whether pods behind a service are in ambient mode. */
        boolean isAmbient(DestinationRef service);

        /** The VirtualMesh that a mesh belongs to, in effect or not. */
        Optional<VirtualMeshDecision> virtualMesh(Ref mesh);

        /** The domain of a cluster. */
        String domain(String cluster);

        /** Whether that is its domain, and not a guess. */
        boolean isDomainKnown(String cluster);

        /** Why there may be meshes that nobody knows; empty when all are known. */
        List<PolicyError> unreadable();

        /** What has the host name already, in words. */
        Optional<String> holder(FailoverServiceFact service);
    }

    private final FailoverServiceFact service;
    private final FailoverRules rules;
    private final Known known;
    private final List<PolicyError> errors = new ArrayList<>();
    private final List<PolicyError> unresolved = new ArrayList<>();
    private final Set<Ref> referenced = new LinkedHashSet<>();

    private FailoverCheck(FailoverServiceFact service, Known known) {
        this.service = service;
        this.rules = service.rules();
        this.known = known;
    }

    /** Judges it; each error is there once (BUG-44), and none depends on the meshes that are named (BUG-10). */
    public static FailoverDecision of(FailoverServiceFact service, Known known) {
        Premise premise = premise(service, known);
        if (!(premise instanceof Premise.Sound)) {
            return new FailoverDecision(service, premise, List.of());
        }
        FailoverCheck check = new FailoverCheck(service, known);
        check.run();
        // What is wrong is wrong, whatever could not be read.
        return check.errors.isEmpty() && !check.unresolved.isEmpty()
                ? new FailoverDecision(service, new Premise.Unresolved(check.unresolved), List.of())
                : new FailoverDecision(service, Premise.SOUND, check.errors);
    }

    /** Are the meshes it names known? */
    public static Premise premise(FailoverServiceFact service, Known known) {
        List<PolicyError> errors = new ArrayList<>();
        List<PolicyError> unresolved = new ArrayList<>();
        service.rules()
                .brokenRefs()
                .forEach(problem -> errors.add(PolicyError.of(NetworkingFinding.MALFORMED_REFERENCE, problem)));
        for (MeshRef named : service.rules().meshes()) {
            if (known.mesh(named.mesh()).isEmpty()) {
                VirtualMeshes.missing(named, known.unreadable(), errors, unresolved);
            }
        }
        if (!errors.isEmpty()) {
            return new Premise.Broken(errors);
        }
        return unresolved.isEmpty() ? Premise.SOUND : new Premise.Unresolved(unresolved);
    }

    /**
     * Whether all services have one name, namespace, port and cluster domain: then gateways of all clusters know them by one name, and a
     * subset of one is a subset of all.
     */
    public static boolean isAlike(FailoverRules rules, Known known) {
        Set<String> names = new LinkedHashSet<>();
        for (FailoverRules.Backing backing : rules.backings()) {
            DestinationRef service = backing.service();
            String port = known.service(service) instanceof Destination.Known found
                    ? BackingPort.of(found.ports(), rules.port())
                            .map(at -> String.valueOf(at.number()))
                            .orElse("")
                    : "";
            names.add(service.name() + "." + service.namespace() + "." + known.domain(service.cluster()) + ":" + port);
        }
        return names.size() == 1;
    }

    private void run() {
        rules.problems().forEach(problem -> errors.add(PolicyError.of(NetworkingFinding.INVALID_FIELD, problem)));
        rules.meshes().forEach(named -> referenced.add(named.mesh()));
        rules.backings().forEach(this::backing);
        federation();
        host();
        rules.meshes().forEach(this::mesh);
    }

    private void backing(FailoverRules.Backing backing) {
        DestinationRef ref = backing.service();
        switch (known.service(ref)) {
            case Destination.Missing missing ->
                add(
                        NetworkingFinding.REFERENCE_NOT_FOUND,
                        backing.field(),
                        "no TrafficTarget stands for service " + ref + " (name.namespace.cluster)");
            case Destination.Unreadable unreadable ->
                unresolved.add(new PolicyError(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        backing.field(),
                        "service " + ref + ": " + unreadable.reason(),
                        ref.cluster()));
            case Destination.Known found -> backing(backing, found);
        }
    }

    private void backing(FailoverRules.Backing backing, Destination.Known found) {
        DestinationRef ref = backing.service();
        Optional<MeshFact> mesh = known.mesh(found.mesh());
        if (mesh.isEmpty()) {
            VirtualMeshes.missing(new MeshRef(found.mesh(), backing.field()), known.unreadable(), errors, unresolved);
            return;
        }
        referenced.add(found.mesh());
        if (!known.isDomainKnown(ref.cluster())) {
            unresolved.add(new PolicyError(
                    NetworkingFinding.CLUSTER_DOMAIN_UNKNOWN,
                    backing.field(),
                    "service " + ref + ": the domain of its cluster cannot be read, so nobody knows its name there",
                    ref.cluster()));
        }
        if (mesh.get().type() != MeshFact.Type.ISTIO) {
            add(
                    NetworkingFinding.UNSUPPORTED_BY_MESH,
                    backing.field(),
                    "service " + ref + " belongs to Mesh " + found.mesh() + ", which is of type "
                            + mesh.get().type().label() + "; only services of Istio can answer");
        } else if (known.isAmbient(ref)) {
            add(
                    NetworkingFinding.UNSUPPORTED_BY_MESH,
                    backing.field(),
                    "pods behind service " + ref
                            + " are in Istio's ambient mode, which does not take calls for another name than their own");
        }
        if (rules.port() != 0 && BackingPort.of(found.ports(), rules.port()).isEmpty()) {
            String ports = String.join(
                    ", ",
                    found.ports().stream()
                            .map(port -> String.valueOf(port.number()))
                            .toList());
            add(
                    NetworkingFinding.PORT_MISSING,
                    backing.field(),
                    "service " + ref + " has no port " + rules.port() + " and not just one other TCP port; it has "
                            + (ports.isEmpty() ? "none" : ports));
        }
    }

    /** Several meshes can call each other only under one VirtualMesh that is in effect on all of them. */
    private void federation() {
        SortedSet<Ref> virtualMeshes = new TreeSet<>();
        Set<String> suffixes = new LinkedHashSet<>();
        for (Ref mesh : referenced) {
            Optional<VirtualMeshDecision> found = known.virtualMesh(mesh);
            Optional<VirtualMeshDecision> inEffect = found.filter(decision -> decision.isAccepted(mesh));
            if (inEffect.isPresent()) {
                virtualMeshes.add(inEffect.get().ref());
                suffixes.add(inEffect.get().virtualMesh().rules().federation().suffix());
            } else if (referenced.size() > 1) {
                outside(mesh, found);
            }
        }
        if (virtualMeshes.size() > 1) {
            add(
                    NetworkingFinding.VIRTUAL_MESH_NEEDED,
                    "spec.meshes",
                    "and spec.backingServices span several VirtualMeshes: "
                            + String.join(
                                    ", ",
                                    virtualMeshes.stream().map(Ref::toString).toList()));
        }
        String suffix = suffixes.isEmpty() ? "" : suffixes.iterator().next();
        if (virtualMeshes.size() == 1
                && rules.problems().stream()
                        .noneMatch(problem -> problem.field().equals("spec.hostname"))
                && !rules.hostname().endsWith(suffix)) {
            add(
                    NetworkingFinding.INVALID_FIELD,
                    "spec.hostname",
                    "is " + rules.hostname() + ", but host names of VirtualMesh " + virtualMeshes.first() + " end with "
                            + suffix);
        }
    }

    private void outside(Ref mesh, Optional<VirtualMeshDecision> virtualMesh) {
        String several = "; services of several meshes need one VirtualMesh in effect on all of them";
        if (virtualMesh.isPresent() && virtualMesh.get().premise() instanceof Premise.Unresolved) {
            unresolved.add(new PolicyError(
                    NetworkingFinding.SOURCE_UNKNOWN,
                    "spec.meshes",
                    "whether VirtualMesh " + virtualMesh.get().ref() + " is in effect on Mesh " + mesh
                            + " cannot be told" + several));
            return;
        }
        add(
                NetworkingFinding.VIRTUAL_MESH_NEEDED,
                "spec.meshes",
                virtualMesh
                        .map(decision ->
                                "VirtualMesh " + decision.ref() + " is not in effect on Mesh " + mesh + several)
                        .orElse("Mesh " + mesh + " is in no VirtualMesh" + several));
    }

    private void host() {
        if (rules.hostname().isEmpty()) {
            return;
        }
        known.holder(service)
                .ifPresent(holder -> add(
                        NetworkingFinding.HOST_TAKEN, "spec.hostname", "is " + rules.hostname() + ", which " + holder));
        if (rules.hostname().length() + ALIAS.length() > LONGEST_NAME && !isAlike(rules, known)) {
            add(
                    NetworkingFinding.INVALID_FIELD,
                    "spec.hostname",
                    "is too long: where services differ in name or port, gateways know them by " + ALIAS
                            + " and this name");
        }
    }

    private void mesh(MeshRef named) {
        known.mesh(named.mesh())
                .filter(mesh -> mesh.type() != MeshFact.Type.ISTIO)
                .ifPresent(mesh -> add(
                        NetworkingFinding.UNSUPPORTED_BY_MESH,
                        named.field(),
                        "Mesh " + named.mesh() + " is of type " + mesh.type().label()
                                + "; failover is for workloads of Istio only"));
    }

    private void add(NetworkingFinding code, String field, String message) {
        errors.add(new PolicyError(code, field, message));
    }
}
