// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.OutlierAction;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.networking.translate.istio.destination.VirtualServices;
import dev.weft.networking.translate.istio.feature.OutlierEjection;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsTLSmode;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRule;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRuleBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetection;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryLocation;
import io.fabric8.istio.api.api.networking.v1alpha3.ServicePortBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.Subset;
import io.fabric8.istio.api.api.networking.v1alpha3.SubsetBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyPortTrafficPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyPortTrafficPolicyBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntryBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How callers of one cluster reach a service of another (spec/lab.md 3): a ServiceEntry leads its global name to the gateways of the other
 * cluster, or to the pods where all are on one network; a DestinationRule has the proxies ask there, in the TLS handshake, for the name by which that cluster knows the service; and a
 * VirtualService holds what policies ask for. The identity of who answers is checked end to end; the gateway only passes bytes on.
 */
public final class ImportedService {

    /** By this label Istio knows that an endpoint speaks mutual TLS; a gateway in between leaves out endpoints without it. */
    private static final String TLS_MODE = "security.istio.io/tlsMode";

    /** Whose gateway an endpoint is. */
    static final String CLUSTER = "cluster";

    private ImportedService() {}

    /** Draws all outputs of a plan and writes those whose name is free; what nobody could reach is not written either. */
    public static Drawn of(ImportPlan plan, OutputWriter writer) {
        if (plan.export().way() instanceof Way.Unknown) {
            return new Drawn(List.of(), new TreeMap<>());
        }
        boolean hasRoutes = VirtualServices.isWanted(plan.routing());
        SortedMap<ObjectId, String> blocked = NotWritten.of(
                hasRoutes ? List.of(plan.entry(), plan.rule(), plan.routes()) : List.of(plan.entry(), plan.rule()),
                plan.taken());
        if (blocked.containsKey(plan.entry()) || blocked.containsKey(plan.rule())) {
            // One without the other answers every request with 503. What stands of them stays.
            for (ObjectId id : List.of(plan.entry(), plan.rule())) {
                blocked.putIfAbsent(id, NotWritten.sentence(id, "it would not work without the other one"));
            }
        }
        List<Rendered> outputs = new ArrayList<>();
        if (!blocked.containsKey(plan.entry())) {
            outputs.add(writer.write(
                    plan.rule(),
                    plan.meta(),
                    rule(plan),
                    parents(plan, rulePolicies(plan)),
                    ruleReferents(plan),
                    federated(plan)));
            outputs.add(writer.write(
                    plan.entry(), plan.meta(), entry(plan), parents(plan, List.of()), entryReferents(plan)));
        }
        if (hasRoutes && !blocked.containsKey(plan.routes()) && !blocked.containsKey(plan.entry())) {
            List<ObjectId> referents = new ArrayList<>(plan.routeReferents());
            referents.add(plan.entry());
            // It has the subsets that the routes send to.
            referents.add(plan.rule());
            outputs.add(writer.write(
                    plan.routes(),
                    plan.meta(),
                    VirtualServices.spec(plan.routing()),
                    parents(plan, VirtualServices.policies(plan.routing())),
                    referents,
                    federated(plan)));
        }
        outputs.sort(null);
        return new Drawn(outputs, blocked);
    }

    private static List<Parent> parents(ImportPlan plan, List<Ref> policies) {
        List<Parent> parents = new ArrayList<>();
        Ref virtualMesh = plan.export().virtualMesh();
        String apiVersion = Subjects.virtualMesh(virtualMesh).apiVersion();
        parents.add(new Parent(apiVersion, "VirtualMesh", virtualMesh));
        policies.forEach(policy -> parents.add(new Parent(apiVersion, "TrafficPolicy", policy)));
        return parents;
    }

    /** Of which service it is, as the reference says it. */
    private static Map<String, String> federated(ImportPlan plan) {
        DestinationRef service = plan.export().target().service();
        return Map.of(OwnerLabels.FEDERATION, service.name() + "." + service.namespace() + "." + service.cluster());
    }

    private static ServiceEntry entry(ImportPlan plan) {
        Export export = plan.export();
        List<WorkloadEntry> endpoints = endpoints(export);
        return new ServiceEntryBuilder()
                .withHosts(export.host())
                .withAddresses(plan.address())
                .withLocation(ServiceEntryLocation.MESH_INTERNAL)
                .withResolution(EntryResolution.of(endpoints))
                .withPorts(export.ports().stream()
                        .map(port -> new ServicePortBuilder()
                                .withNumber((long) port.number())
                                .withName(port.name())
                                .withProtocol(port.protocol())
                                .build())
                        .toList())
                .withEndpoints(endpoints)
                .withSubjectAltNames(export.identities())
                .build();
    }

    private static List<WorkloadEntry> endpoints(Export export) {
        return switch (export.way()) {
            case Way.ThroughGateway gateway ->
                gateway.addresses().stream()
                        .map(address -> gateway(export, address))
                        .toList();
            case Way.Straight straight ->
                straight.pods().stream().map(pod -> pod(export, pod)).toList();
            case Way.Unknown unknown -> List.of();
        };
    }

    private static WorkloadEntry pod(Export export, Way.Pod pod) {
        Map<String, Long> ports = new TreeMap<>();
        export.ports()
                .forEach(port -> ports.put(port.name(), (long) pod.ports().getOrDefault(port.number(), port.number())));
        Map<String, String> labels = new TreeMap<>(pod.labels());
        labels.put(TLS_MODE, "istio");
        return new WorkloadEntryBuilder()
                .withAddress(pod.address())
                .withPorts(ports)
                .withLabels(labels)
                .build();
    }

    private static WorkloadEntry gateway(Export export, GatewayFact.Address address) {
        Map<String, Long> ports = new TreeMap<>();
        export.ports().forEach(port -> ports.put(port.name(), (long) address.port()));
        return new WorkloadEntryBuilder()
                .withAddress(address.host())
                .withPorts(ports)
                .withLabels(
                        new TreeMap<>(Map.of(CLUSTER, export.target().service().cluster(), TLS_MODE, "istio")))
                .build();
    }

    private static DestinationRule rule(ImportPlan plan) {
        return new DestinationRuleBuilder()
                .withHost(plan.export().host())
                .withTrafficPolicy(trafficPolicy(plan, "", outlierDetection(plan)))
                .withSubsets(subsets(plan).entrySet().stream()
                        .map(subset -> subset(plan, subset.getKey(), subset.getValue()))
                        .toList())
                .build();
    }

    private static Subset subset(ImportPlan plan, String name, Map<String, String> labels) {
        return new SubsetBuilder()
                .withName(name)
                .withLabels(labels)
                .withTrafficPolicy(trafficPolicy(plan, name, outlierDetection(plan)))
                .build();
    }

    /**
     * Labels of subsets by their names, in the order in which they were first demanded. Behind a gateway a subset is chosen by the name that
     * the proxy asks for, so all gateways are in it.
     */
    private static Map<String, Map<String, String>> subsets(ImportPlan plan) {
        boolean isStraight = plan.export().way() instanceof Way.Straight;
        Map<String, String> ofGateways =
                Map.of(CLUSTER, plan.export().target().service().cluster());
        Map<String, Map<String, String>> subsets = new LinkedHashMap<>();
        plan.demands()
                .forEach(demand -> subsets.putIfAbsent(
                        plan.subsetNames().of(demand.service(), demand.subset()),
                        isStraight ? demand.subset() : ofGateways));
        return subsets;
    }

    /** What is said of a port stands for that port instead of what is said of the host, so all of it is said there. */
    private static TrafficPolicy trafficPolicy(
            ImportPlan plan, String subset, Optional<OutlierDetection> outlierDetection) {
        return new TrafficPolicyBuilder()
                .withPortLevelSettings(plan.export().ports().stream()
                        .map(port -> settings(plan, port, subset, outlierDetection))
                        .toList())
                .build();
    }

    /** The name is said without a gateway too, where nobody asks for it: so a way can change by the ServiceEntry alone. */
    private static TrafficPolicyPortTrafficPolicy settings(
            ImportPlan plan, FederatedPort port, String subset, Optional<OutlierDetection> outlierDetection) {
        return new TrafficPolicyPortTrafficPolicyBuilder()
                .withNewPort((long) port.number())
                .withTls(new ClientTLSSettingsBuilder()
                        .withMode(ClientTLSSettingsTLSmode.ISTIO_MUTUAL)
                        .withSni(port.sni(plan.export().serverHost(), subset))
                        .build())
                .withOutlierDetection(outlierDetection.orElse(null))
                .build();
    }

    private static Optional<OutlierDetection> outlierDetection(ImportPlan plan) {
        return plan.asked().host().stream()
                .map(Owned::action)
                .filter(OutlierAction.class::isInstance)
                .map(action -> OutlierEjection.of((OutlierAction) action))
                .findFirst();
    }

    private static List<Ref> rulePolicies(ImportPlan plan) {
        List<Ref> policies = new ArrayList<>();
        plan.asked().host().stream()
                .filter(owned -> owned.action() instanceof OutlierAction)
                .forEach(owned -> policies.add(owned.policy()));
        plan.demands().forEach(demand -> policies.add(demand.policy()));
        return policies;
    }

    private static List<ObjectId> entryReferents(ImportPlan plan) {
        List<ObjectId> referents = new ArrayList<>(List.of(plan.rule()));
        if (plan.export().way() instanceof Way.ThroughGateway gateway) {
            gateway.ours().ifPresent(referents::add);
        }
        return referents;
    }

    /**
     * The other cluster must know a subset before anybody asks for it. By what subsets are chosen changes with the way, so the rule waits for
     * what the entry waits for: both change together, or neither does.
     */
    private static List<ObjectId> ruleReferents(ImportPlan plan) {
        if (plan.demands().isEmpty() || !(plan.export().way() instanceof Way.ThroughGateway gateway)) {
            return List.of();
        }
        List<ObjectId> referents = new ArrayList<>();
        referents.add(TargetOutputs.rule(plan.export().target().service()));
        gateway.ours().ifPresent(referents::add);
        return referents;
    }
}
