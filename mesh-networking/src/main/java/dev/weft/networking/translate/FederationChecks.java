// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static dev.weft.networking.translate.FederationCheck.Answer.NO;
import static dev.weft.networking.translate.FederationCheck.Answer.NOT_YET;
import static dev.weft.networking.translate.FederationCheck.Answer.UNKNOWN;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.networking.translate.FederationCheck.Subject;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Looks whether the meshes of a VirtualMesh have what calls between them need. What is looked at never depends on one that is wrong. */
final class FederationChecks {

    /** From here on a gateway knows by itself what to do with names in handshakes (spec/istio.md 2a). */
    private static final IstioVersion OLDEST = new IstioVersion(1, 11);

    private final World world;
    private final TrustPlans plans;
    private final TrustDomains trustDomains;
    private final TrustObstacles obstacles;
    private final FoldedIndex<ShardId, Ref, String> missingSubsets;

    /**
     * @param missingSubsets by VirtualMesh the subsets that are sent to and not there, one sentence each
     * @param plans how far the common root of a VirtualMesh is
     * @param trustDomains whether meshes let in the trust domains of others
     * @param obstacles what keeps meshes from it
     */
    FederationChecks(
            World world,
            FoldedIndex<ShardId, Ref, String> missingSubsets,
            TrustPlans plans,
            TrustDomains trustDomains,
            TrustObstacles obstacles) {
        this.world = world;
        this.plans = plans;
        this.trustDomains = trustDomains;
        this.obstacles = obstacles;
        this.missingSubsets = missingSubsets;
    }

    /** One for each subject, in their order. Where there are not two meshes to call each other, only of a common root that is asked for. */
    List<FederationCheck> of(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        List<MeshFact> meshes = new TreeSet<>(rules.members())
                .stream()
                        .flatMap(member -> reads.look(world.meshes, member).stream())
                        .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO && mesh.isPlaced())
                        .toList();
        if (rules.members().size() < 2) {
            boolean asks = rules.trust() instanceof TrustRules.Shared
                    && rules.problems().isEmpty()
                    && !meshes.isEmpty();
            return asks ? List.of(trust(virtualMesh, rules, meshes, reads)) : List.of();
        }
        return List.of(
                domains(meshes, reads),
                gateways(meshes, rules, reads),
                names(meshes, rules),
                subsets(virtualMesh, reads),
                trust(virtualMesh, rules, meshes, reads),
                versions(meshes));
    }

    /** What its author should know of it, and no call depends on. */
    List<Finding> findings(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        return rules.trust() instanceof TrustRules.Shared ? obstacles.unmatched(virtualMesh, rules, reads) : List.of();
    }

    private static String at(MeshFact mesh) {
        return "Mesh " + mesh.ref() + " on cluster " + mesh.cluster();
    }

    /** What to do, and where: five names, and how many others there are. */
    private static String say(Collection<String> where, String what) {
        return Names.some(where) + ": " + what;
    }

    private static List<String> places(List<MeshFact> meshes) {
        return meshes.stream().map(FederationChecks::at).toList();
    }

    private FederationCheck domains(List<MeshFact> meshes, Reads reads) {
        List<String> unknown = meshes.stream()
                .map(MeshFact::cluster)
                .distinct()
                .sorted()
                .filter(cluster -> !world.isDomainKnown(cluster, reads))
                .map(cluster -> "cluster " + cluster)
                .toList();
        return unknown.isEmpty()
                ? FederationCheck.yes(Subject.CLUSTER_DOMAINS, "Known", "domains of all clusters are known")
                : new FederationCheck(
                        Subject.CLUSTER_DOMAINS,
                        UNKNOWN,
                        NetworkingFinding.CLUSTER_DOMAIN_UNKNOWN.code(),
                        List.of(say(
                                unknown,
                                "correct the KubernetesCluster, whose spec.clusterDomain cannot be read; until then the ways to"
                                        + " services there stay as they are")));
    }

    private FederationCheck gateways(List<MeshFact> meshes, VirtualMeshRules rules, Reads reads) {
        if (rules.federation().flatNetwork()) {
            return FederationCheck.yes(Subject.GATEWAYS, "FlatNetwork", "pods are called without gateways");
        }
        List<String> without = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (MeshFact mesh : meshes) {
            Optional<GatewayFact> gateway = Exports.usable(mesh, world, reads);
            if (gateway.isEmpty()) {
                Optional<String> refused = refusedAddress(mesh, reads);
                refused.ifPresentOrElse(texts::add, () -> without.add(at(mesh)));
            } else if (gateway.get().lastKnown()) {
                silent.add(at(mesh));
            }
        }
        String reason = without.isEmpty()
                ? texts.isEmpty()
                        ? NetworkingFinding.GATEWAY_OUT_OF_REACH.code()
                        : NetworkingFinding.GATEWAY_ADDRESS_REFUSED.code()
                : NetworkingFinding.MESH_WITHOUT_GATEWAY.code();
        if (!silent.isEmpty()) {
            texts.add(say(
                    silent,
                    "see why its cluster tells no address of the gateway any more; others go on calling the last one"));
        }
        if (!without.isEmpty()) {
            texts.addFirst(
                    say(
                            without,
                            "install a gateway with a port named tls or numbered 15443 and an address that other clusters reach"));
        }
        return texts.isEmpty()
                ? FederationCheck.yes(Subject.GATEWAYS, "Usable", "each mesh has a gateway that others can call")
                : new FederationCheck(Subject.GATEWAYS, NO, reason, texts);
    }

    private Optional<String> refusedAddress(MeshFact mesh, Reads reads) {
        GatewayAddressRules rules = world.gatewayAddresses(reads);
        for (GatewayFact gateway : mesh.gateways()) {
            for (GatewayFact.Address address : gateway.addresses()) {
                Optional<String> why = rules.objection(mesh.cluster(), address.host());
                if (why.isPresent()) {
                    return Optional.of(at(mesh) + ": give the gateway another address, or allow " + address.host()
                            + " in spec.gatewayAddresses of Settings, as it " + why.get());
                }
            }
        }
        return Optional.empty();
    }

    private static FederationCheck names(List<MeshFact> meshes, VirtualMeshRules rules) {
        List<MeshFact> without =
                meshes.stream().filter(mesh -> !mesh.dnsCapture()).toList();
        return without.isEmpty()
                ? FederationCheck.yes(Subject.GLOBAL_NAMES, "Resolved", "proxies of all meshes answer DNS queries")
                : new FederationCheck(
                        Subject.GLOBAL_NAMES,
                        NO,
                        NetworkingFinding.DNS_CAPTURE_MISSING.code(),
                        List.of(say(
                                places(without),
                                "set ISTIO_META_DNS_CAPTURE to \"true\" in meshConfig.defaultConfig.proxyMetadata and restart"
                                        + " the workloads, if any call names that end with ."
                                        + rules.federation().suffix())));
    }

    private FederationCheck subsets(Ref virtualMesh, Reads reads) {
        List<String> missing =
                reads.must(missingSubsets, virtualMesh).stream().distinct().toList();
        return missing.isEmpty()
                ? FederationCheck.yes(Subject.SUBSETS, "Present", "every subset that a policy sends to is there")
                : new FederationCheck(Subject.SUBSETS, NO, "SubsetMissing", missing);
    }

    /** Where nobody asks for a common root, roots are not read, so that they are the same is never certain. */
    private FederationCheck trust(Ref virtualMesh, VirtualMeshRules rules, List<MeshFact> meshes, Reads reads) {
        Optional<TrustPlan> plan = plans.of(virtualMesh, reads);
        List<TrustObstacles.Obstacle> inTheWay = plan.isPresent() ? obstacles.of(virtualMesh, rules, reads) : List.of();
        Optional<FederationCheck> root = plan.flatMap(all -> RootCheck.of(all, inTheWay));
        boolean isToBeTold = root.filter(check -> check.answer() == NO || check.answer() == NOT_YET)
                .isPresent();
        if (!isToBeTold) {
            Optional<FederationCheck> closed = trustDomains(meshes, rules.trust(), reads);
            if (closed.isPresent()) {
                return closed.get();
            }
        }
        return root.orElseGet(() -> new FederationCheck(
                Subject.TRUST,
                UNKNOWN,
                RootCheck.NOT_READ,
                List.of(
                        plan.isEmpty()
                                ? "give all meshes certificates under one root; whether they have them is not looked at"
                                : unread(plan.get(), reads))));
    }

    /** Where it is not asked for, the meshes may have it from somebody whose agent nobody hears. */
    private Optional<FederationCheck> trustDomains(List<MeshFact> meshes, TrustRules trust, Reads reads) {
        List<MeshFact> lacking = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        boolean isStuck = false;
        for (MeshFact mesh : meshes) {
            Optional<TrustDomains.Lack> lack = trustDomains.lack(mesh, meshes, trust, reads);
            if (lack.isPresent()) {
                lacking.add(mesh);
                isStuck |= lack.get().stuck();
                if (!lack.get().asked().isEmpty()) {
                    asked.add(at(mesh) + " does not let in "
                            + Names.some(lack.get().trustDomains()) + ": "
                            + lack.get().asked());
                }
            }
        }
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        String reason = NetworkingFinding.TRUST_DOMAINS_DIFFER.code();
        if (!asked.isEmpty()) {
            return Optional.of(new FederationCheck(Subject.TRUST, isStuck ? NO : NOT_YET, reason, asked));
        }
        List<String> domains =
                meshes.stream().map(MeshFact::trustDomain).distinct().sorted().toList();
        return Optional.of(new FederationCheck(
                Subject.TRUST,
                UNKNOWN,
                reason,
                List.of(say(
                        places(lacking),
                        "have the mesh configuration of each name the trust domains of the others ("
                                + Names.some(domains)
                                + ") with their root in caCertificates; whether they do is not looked at"))));
    }

    private String unread(TrustPlan plan, Reads reads) {
        String plane = reads.of(world.scope).installNamespace();
        return plan.secret().namespace().equals(plane)
                ? "Secret " + plan.secret() + " with the root has not been read yet"
                : "put Secret " + plan.secret() + " into namespace " + plane
                        + " of the plane and name it there; where it is, its root is not looked at";
    }

    private static FederationCheck versions(List<MeshFact> meshes) {
        List<String> old = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (MeshFact mesh : meshes) {
            Optional<IstioVersion> version = IstioVersion.parse(mesh.version());
            if (version.isEmpty()) {
                unreadable.add(at(mesh));
            } else if (version.get().isBefore(OLDEST)) {
                old.add(at(mesh) + " (" + mesh.version() + ")");
            }
        }
        if (!old.isEmpty()) {
            return new FederationCheck(
                    Subject.VERSIONS,
                    NO,
                    "VersionTooOld",
                    List.of(say(old, "install Istio " + OLDEST + " or newer; this one passes no calls on by name")));
        }
        return unreadable.isEmpty()
                ? FederationCheck.yes(Subject.VERSIONS, "Supported", "all meshes can pass calls on by name")
                : new FederationCheck(
                        Subject.VERSIONS,
                        UNKNOWN,
                        "VersionUnreadable",
                        List.of(say(
                                unreadable, "see that Istio is " + OLDEST + " or newer; its version cannot be read")));
    }
}
