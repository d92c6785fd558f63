// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.policy.FailoverCheck;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRule;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRuleBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetection;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetectionBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryLocation;
import io.fabric8.istio.api.api.networking.v1alpha3.ServicePortBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntryBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The name by which the gateway of a cluster knows the services of a FailoverService there. Callers ask every gateway for one name; where
 * the services differ in name or port, it is this one (spec/lab.md 4). Only the gateway sees it.
 *
 * @param host of the FailoverService
 * @param services on the cluster, in order of preference; never empty
 * @param place of the gateway
 * @param taken outputs whose name somebody else's object holds, with a description of that object
 */
public record FailoverAlias(
        Ref failoverService,
        String host,
        FailoverPort port,
        List<FailoverTier.Endpoint> services,
        ShardId place,
        OutputMeta meta,
        SortedMap<ObjectId, String> taken) {

    /** A gateway sees connections only; one that fails may be the fault of a single pod. */
    private static final int ERRORS = 2;

    public FailoverAlias {
        services = List.copyOf(services);
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
    }

    /** The name for a FailoverService. */
    public static String name(String host) {
        return FailoverCheck.ALIAS + host;
    }

    /** The ServiceEntry, which must be there before anybody calls the gateway by this name. */
    public static ObjectId entry(ShardId place, String host) {
        return id(IstioKinds.SERVICE_ENTRY, place, host);
    }

    /** The names that its outputs need, for one service or several. */
    public static List<ObjectId> names(ShardId place, String host, boolean areSeveral) {
        return areSeveral
                ? List.of(entry(place, host), id(IstioKinds.DESTINATION_RULE, place, host))
                : List.of(entry(place, host));
    }

    private static ObjectId id(GroupKind kind, ShardId place, String host) {
        return new ObjectId(place.cluster(), kind, place.namespace(), name(host));
    }

    /** Draws it, and writes it if the name is free. */
    public Drawn drawn(OutputWriter writer) {
        SortedMap<ObjectId, String> blocked = NotWritten.of(taken.keySet(), taken);
        if (!blocked.isEmpty()) {
            return new Drawn(List.of(), blocked);
        }
        ObjectId rule = id(IstioKinds.DESTINATION_RULE, place, host);
        List<Parent> parents = List.of(
                new Parent(Subjects.failoverService(failoverService).apiVersion(), "FailoverService", failoverService));
        FailoverPriority priority = new FailoverPriority("p", services.size());
        List<Rendered> outputs = new ArrayList<>();
        if (services.size() > 1) {
            outputs.add(writer.write(rule, meta, rule(priority), parents, List.of()));
        }
        outputs.add(writer.write(
                entry(place, host), meta, entry(priority), parents, services.size() > 1 ? List.of(rule) : List.of()));
        outputs.sort(null);
        return new Drawn(outputs, blocked);
    }

    private ServiceEntry entry(FailoverPriority priority) {
        List<WorkloadEntry> endpoints = new ArrayList<>();
        for (int rank = 0; rank < services.size(); rank++) {
            SortedMap<String, String> labels = priority.labels(rank);
            labels.put(FailoverAtCallers.TLS_MODE, "istio");
            endpoints.add(new WorkloadEntryBuilder()
                    .withAddress(services.get(rank).address())
                    .withPorts(Map.of(port.name(), (long) services.get(rank).port()))
                    .withLabels(labels)
                    .build());
        }
        return new ServiceEntryBuilder()
                .withHosts(name(host))
                .withExportTo(".")
                .withLocation(ServiceEntryLocation.MESH_INTERNAL)
                .withResolution(EntryResolution.of(endpoints))
                .withPorts(new ServicePortBuilder()
                        .withNumber((long) port.number())
                        .withName(port.name())
                        .withProtocol(port.protocol())
                        .build())
                .withEndpoints(endpoints)
                .build();
    }

    private DestinationRule rule(FailoverPriority priority) {
        return new DestinationRuleBuilder()
                .withHost(name(host))
                .withExportTo(".")
                .withNewTrafficPolicy()
                .withLoadBalancer(priority.settings().orElse(null))
                .withConnectionPool(FailoverAtCallers.connecting())
                .withOutlierDetection(ejection())
                .endTrafficPolicy()
                .build();
    }

    /**
     * Sooner than callers, who give up the whole gateway after three errors, and for longer, so that it still knows better when they come
     * back: a gateway that looked anew whenever callers do would fail them each time. Where all services are gone it goes on to try.
     */
    private static OutlierDetection ejection() {
        return new OutlierDetectionBuilder()
                .withConsecutive5xxErrors(ERRORS)
                .withConsecutiveGatewayErrors(ERRORS)
                .withInterval("1s")
                .withBaseEjectionTime("30s")
                .withMaxEjectionPercent(100)
                .withMinHealthPercent(1)
                .build();
    }
}
