// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.FailoverOffer;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.mesh.ImportPlan;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells where callers of a cluster can be sent. A route to a host that they do not know, or to a subset that no rule configures, would have
 * their requests fail; a policy that asks for one is not applied to their calls.
 */
final class Sendable {

    private final World world;
    private final Federation federation;
    private final Failovers failovers;
    private final FailoverOutputs failoverOutputs;
    private final SubsetRules subsetRules;
    private final SubsetChoices subsetChoices;

    /**
     * What policies ask for and callers can get.
     *
     * @param asked without the policies that are not applied
     * @param refused why each of these is not, by policy
     */
    record Possible(Asked asked, SortedMap<Ref, List<PolicyError>> refused) {}

    Sendable(
            World world,
            Federation federation,
            Failovers failovers,
            FailoverOutputs failoverOutputs,
            SubsetRules subsetRules,
            SubsetChoices subsetChoices) {
        this.world = world;
        this.federation = federation;
        this.failovers = failovers;
        this.failoverOutputs = failoverOutputs;
        this.subsetRules = subsetRules;
        this.subsetChoices = subsetChoices;
    }

    /**
     * What is left of what policies ask for.
     *
     * @param target what is called
     * @param place where the outputs for the callers go that are for their whole mesh
     * @param subsets whether policies that send to missing subsets are left out too
     */
    Possible possible(TargetFact target, Asked asked, ShardId place, boolean subsets, Reads reads) {
        SortedMap<Ref, List<PolicyError>> refused = new TreeMap<>();
        asked.routes().stream().flatMap(route -> route.actions().stream()).forEach(owned -> {
            List<PolicyError> errors = new ArrayList<>();
            destinations(owned).forEach((field, to) -> {
                Optional<String> unknown = objection(to, place, reads);
                NetworkingFinding code = unknown.isPresent()
                        ? NetworkingFinding.DESTINATION_NOT_FEDERATED
                        : NetworkingFinding.SUBSET_NOT_CONFIGURED;
                unknown.or(() -> nobodyIn(to, place, reads))
                        .or(() -> subsets
                                ? subsetHolders(to, place, reads).values().stream()
                                        .findFirst()
                                : Optional.empty())
                        .ifPresent(why -> errors.add(new PolicyError(
                                code,
                                field,
                                "is not applied to calls of service " + target.service() + " from cluster "
                                        + place.cluster() + ": it sends to " + why,
                                place.cluster())));
            });
            if (!errors.isEmpty()) {
                List<PolicyError> all = refused.computeIfAbsent(owned.policy(), absent -> new ArrayList<>());
                errors.stream().filter(error -> !all.contains(error)).forEach(all::add);
            }
        });
        return new Possible(asked.without(refused.keySet()), refused);
    }

    private static Map<String, ShiftAction.To> destinations(Owned<Action.OnRoute> owned) {
        Map<String, ShiftAction.To> byField = new LinkedHashMap<>();
        if (owned.action() instanceof MirrorAction mirror) {
            byField.put("spec.mirror", new ShiftAction.To.Service(mirror.service(), new TreeMap<>(), mirror.port()));
        } else if (owned.action() instanceof ShiftAction shift) {
            shift.destinations().forEach(weighted -> byField.put(weighted.field(), weighted.to()));
        }
        return byField;
    }

    /** Why callers cannot be sent there; empty when they can. */
    private Optional<String> objection(ShiftAction.To to, ShardId place, Reads reads) {
        return switch (to) {
            case ShiftAction.To.Service service ->
                isKnown(service.service(), place, reads)
                        ? Optional.empty()
                        : Optional.of("service " + service.service() + ", which cannot be called from there");
            case ShiftAction.To.Failover failover ->
                isKnown(failover.failoverService(), place, reads)
                        ? Optional.empty()
                        : Optional.of("FailoverService " + failover.failoverService()
                                + ", which cannot be called from there");
        };
    }

    private boolean isKnown(DestinationRef service, ShardId place, Reads reads) {
        if (service.cluster().equals(place.cluster())) {
            return true;
        }
        String host = federation.host(service, place, reads);
        return isWritten(service, host, place, reads)
                || standing(host, place.cluster(), federation.isImported(service, place, reads), reads)
                        .isPresent();
    }

    private boolean isWritten(DestinationRef service, String host, ShardId place, Reads reads) {
        return federation.isImported(service, place, reads)
                && !subsetChoices.isHeld(service, reads)
                && world.taken(federation.referents(service, host, place, reads), reads)
                        .isEmpty();
    }

    private boolean isKnown(Ref failoverService, ShardId place, Reads reads) {
        Optional<Ref> mesh = offeredAt(failoverService, place, reads);
        return mesh.isPresent()
                && (failoverOutputs.isWritten(failoverService, mesh.get(), reads)
                        || failovers
                                .offer(failoverService, reads)
                                .flatMap(offer -> standing(offer.host().hostname(), place.cluster(), true, reads))
                                .isPresent());
    }

    /** The mesh of a cluster from which a FailoverService can be called. */
    Optional<Ref> offeredAt(Ref failoverService, ShardId place, Reads reads) {
        return failovers.offer(failoverService, reads).stream()
                .flatMap(offer -> offer.meshes().stream())
                .filter(mesh -> world.meshCluster(mesh, reads).equals(place.cluster()))
                .findFirst();
    }

    /** Why nobody would answer callers of another cluster who ask for a subset, whoever has its rule; empty when somebody may. */
    private Optional<String> nobodyIn(ShiftAction.To to, ShardId place, Reads reads) {
        if (to.subset().isEmpty()) {
            return Optional.empty();
        }
        return switch (to) {
            case ShiftAction.To.Service service ->
                service.service().cluster().equals(place.cluster())
                        ? Optional.empty()
                        : subsetChoices.nobodyIn(
                                service.service(),
                                to.subset(),
                                ImportPlan.rule(place, federation.ruleName(service.service(), reads)),
                                reads);
            case ShiftAction.To.Failover failover ->
                failoverOutputs.nobodyIn(failover.failoverService(), place.cluster(), to.subset(), reads);
        };
    }

    /** Services to whose subsets a destination leads and whose rules do not have them, each with what to say of it. */
    SortedMap<DestinationRef, String> subsetHolders(ShiftAction.To to, ShardId place, Reads reads) {
        SortedMap<DestinationRef, String> holders = new TreeMap<>();
        if (!to.subset().isEmpty()) {
            List<DestinationRef> services = switch (to) {
                case ShiftAction.To.Service service -> List.of(service.service());
                case ShiftAction.To.Failover failover ->
                    failovers
                            .offer(failover.failoverService(), reads)
                            .map(FailoverOffer::backings)
                            .orElse(List.of());
            };
            for (DestinationRef service : services) {
                Optional<ObjectId> atCallers = to instanceof ShiftAction.To.Service
                                && !service.cluster().equals(place.cluster())
                        ? Optional.of(ImportPlan.rule(place, federation.ruleName(service, reads)))
                        : Optional.empty();
                subsetRules
                        .objection(service, to.subset(), atCallers, reads)
                        .ifPresent(why -> holders.put(service, why));
            }
        }
        return holders;
    }

    /** The subsets, labels by name, of the DestinationRule that somebody else has in place of ours; none where there is none. */
    SortedMap<String, SortedMap<String, String>> subsetsOfHolder(DestinationRef service, Reads reads) {
        return subsetRules.ofHolder(service, reads);
    }

    /** What must be in effect before callers are sent to a service of another cluster. */
    List<ObjectId> referents(DestinationRef service, ShardId place, Reads reads) {
        String host = federation.host(service, place, reads);
        return isWritten(service, host, place, reads)
                ? federation.referents(service, host, place, reads)
                : standing(host, place.cluster(), federation.isImported(service, place, reads), reads)
                        .filter(entry -> reads.of(world.scope).holder(entry).isEmpty())
                        .map(entry -> List.of(entry.id()))
                        .orElse(List.of());
    }

    /** Likewise to a FailoverService. */
    List<ObjectId> referents(Ref failoverService, ShardId place, Reads reads) {
        return offeredAt(failoverService, place, reads)
                .map(mesh -> failoverOutputs.referents(failoverService, mesh, reads))
                .orElse(List.of());
    }

    /**
     * An entry that stands for a host and stays: a user's, or ours because of what is not in effect now.
     *
     * @param held whether ours stays because what is wanted instead cannot be written
     */
    private Optional<ConfigFact> standing(String host, String cluster, boolean held, Reads reads) {
        Optional<ConfigFact> users = reads.must(world.userConfigByHost, new World.HostKey(cluster, host)).stream()
                .filter(object -> object.id().kind().equals(IstioKinds.SERVICE_ENTRY))
                .findFirst();
        return users.or(() -> world.ownEntries(host, reads).stream()
                .filter(entry -> entry.id().cluster().equals(cluster))
                .filter(entry -> held || federation.isKept(entry, reads))
                .findFirst());
    }
}
