// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.feature.Destinations;
import dev.weft.networking.translate.istio.feature.FailoverRetries;
import dev.weft.networking.translate.istio.feature.OutlierEjection;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ClientTLSSettingsTLSmode;
import io.fabric8.istio.api.api.networking.v1alpha3.ConnectionPoolSettings;
import io.fabric8.istio.api.api.networking.v1alpha3.ConnectionPoolSettingsBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRule;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRuleBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestinationBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetection;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetectionBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServiceEntryLocation;
import io.fabric8.istio.api.api.networking.v1alpha3.ServicePortBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.Subset;
import io.fabric8.istio.api.api.networking.v1alpha3.SubsetBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyPortTrafficPolicyBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualService;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualServiceBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntry;
import io.fabric8.istio.api.api.networking.v1alpha3.WorkloadEntryBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How workloads of a mesh call a FailoverService (spec/lab.md 4): a ServiceEntry has an endpoint for each service that may answer, the
 * Service itself on their own cluster (where subsets are asked for, its gateway) and the gateways of the others, or pods where all are on
 * one network; a DestinationRule says in which order they are called and when one counts as failed; and a VirtualService has the proxies try again elsewhere. Who answers is checked end to end.
 */
public final class FailoverAtCallers {

    /** By this label Istio knows that an endpoint speaks mutual TLS. */
    static final String TLS_MODE = "security.istio.io/tlsMode";

    /** On endpoints that are gateways, which know subsets by name. */
    private static final String GATEWAY = "weft.dev/gateway";

    private static final int ALL = 100;
    private static final int ERRORS = 3;

    private final FailoverPlan plan;
    private final FailoverPriority priority;

    private FailoverAtCallers(FailoverPlan plan) {
        this.plan = plan;
        this.priority = new FailoverPriority("p", plan.tiers().size());
    }

    /** Draws all outputs of a plan and writes those whose name is free; what nobody could reach is not written either. */
    public static Drawn of(FailoverPlan plan, OutputWriter writer) {
        FailoverAtCallers drawing = new FailoverAtCallers(plan);
        boolean retries = plan.port().carriesRequests();
        SortedMap<ObjectId, String> blocked = NotWritten.of(
                retries ? List.of(plan.entry(), plan.rule(), plan.routes()) : List.of(plan.entry(), plan.rule()),
                plan.taken());
        if (blocked.containsKey(plan.entry()) || blocked.containsKey(plan.rule())) {
            // One without the other answers every request with 503. What stands of them stays.
            for (ObjectId id : List.of(plan.entry(), plan.rule(), plan.routes())) {
                blocked.putIfAbsent(id, NotWritten.sentence(id, "it would not work without the other ones"));
            }
            return new Drawn(List.of(), blocked);
        }
        List<Rendered> outputs = new ArrayList<>();
        List<ObjectId> entryReferents = new ArrayList<>(plan.entryReferents());
        entryReferents.add(plan.rule());
        // It says what gateways are asked for, of entries too that are there already and asked for something else.
        List<ObjectId> ruleReferents = new ArrayList<>(plan.ruleReferents());
        ruleReferents.addAll(plan.entryReferents());
        outputs.add(writer.write(
                plan.rule(), plan.meta(), drawing.rule(), drawing.parents(drawing.policies()), ruleReferents));
        outputs.add(
                writer.write(plan.entry(), plan.meta(), drawing.entry(), drawing.parents(List.of()), entryReferents));
        if (retries && !blocked.containsKey(plan.routes())) {
            outputs.add(writer.write(
                    plan.routes(),
                    plan.meta(),
                    drawing.routes(),
                    drawing.parents(List.of()),
                    List.of(plan.entry(), plan.rule())));
        }
        outputs.sort(null);
        return new Drawn(outputs, blocked);
    }

    private List<Parent> parents(List<Ref> policies) {
        String apiVersion = Subjects.failoverService(plan.failoverService()).apiVersion();
        List<Parent> parents = new ArrayList<>();
        parents.add(new Parent(apiVersion, "FailoverService", plan.failoverService()));
        policies.forEach(policy -> parents.add(new Parent(apiVersion, "TrafficPolicy", policy)));
        return parents;
    }

    private List<Ref> policies() {
        List<Ref> policies = new ArrayList<>();
        plan.ejection().map(Owned::policy).ifPresent(policies::add);
        plan.demands().stream().map(FailoverDemand::policy).forEach(policies::add);
        return policies;
    }

    private ServiceEntry entry() {
        List<WorkloadEntry> endpoints = endpoints();
        return new ServiceEntryBuilder()
                .withHosts(plan.host())
                .withAddresses(plan.address())
                .withLocation(ServiceEntryLocation.MESH_INTERNAL)
                .withResolution(EntryResolution.of(endpoints))
                .withPorts(new ServicePortBuilder()
                        .withNumber((long) plan.port().number())
                        .withName(plan.port().name())
                        .withProtocol(plan.port().protocol())
                        .build())
                .withEndpoints(endpoints)
                .withSubjectAltNames(plan.identities())
                .build();
    }

    /** In the order in which they are called; an address that two services share stands where it is called first. */
    private List<WorkloadEntry> endpoints() {
        List<WorkloadEntry> endpoints = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int rank = 0; rank < plan.tiers().size(); rank++) {
            FailoverTier tier = plan.tiers().get(rank);
            SortedMap<String, String> labels = priority.labels(rank);
            if (tier.isGateway() && !plan.demands().isEmpty()) {
                labels.put(GATEWAY, "1");
            }
            add(tier, labels, seen, endpoints);
        }
        return endpoints;
    }

    private void add(
            FailoverTier tier, SortedMap<String, String> labels, Set<String> seen, List<WorkloadEntry> endpoints) {
        labels.put(TLS_MODE, "istio");
        if (tier.isGateway()) {
            labels.put(ImportedService.CLUSTER, tier.gatewayOf());
        }
        for (FailoverTier.Endpoint endpoint : tier.endpoints()) {
            if (seen.add(endpoint.address() + ":" + endpoint.port())) {
                SortedMap<String, String> all = new TreeMap<>(endpoint.labels());
                all.putAll(labels);
                endpoints.add(new WorkloadEntryBuilder()
                        .withAddress(endpoint.address())
                        .withPorts(Map.of(plan.port().name(), (long) endpoint.port()))
                        .withLabels(all)
                        .build());
            }
        }
    }

    private DestinationRule rule() {
        SortedMap<String, Map<String, String>> subsets = new TreeMap<>();
        plan.demands().forEach(demand -> subsets.putIfAbsent(demand.name(), demand.subset()));
        return new DestinationRuleBuilder()
                .withHost(plan.host())
                .withTrafficPolicy(trafficPolicy(""))
                .withSubsets(subsets.entrySet().stream()
                        .map(subset -> subset(subset.getKey(), subset.getValue()))
                        .toList())
                .build();
    }

    /**
     * A subset is chosen behind a gateway, by the name that the proxy asks for; to the caller all gateways are in it. Of pods it is chosen
     * by their labels.
     */
    private Subset subset(String name, Map<String, String> labels) {
        boolean isOfPods = plan.tiers().stream().allMatch(tier -> tier.kind() == FailoverTier.Kind.PODS);
        return new SubsetBuilder()
                .withName(name)
                .withLabels(isOfPods ? labels : Map.of(GATEWAY, "1"))
                .withTrafficPolicy(trafficPolicy(name))
                .build();
    }

    /** What is said of a port stands for that port instead of what is said of the host, so all of it is said there. */
    private TrafficPolicy trafficPolicy(String subset) {
        ClientTLSSettingsBuilder tls = new ClientTLSSettingsBuilder().withMode(ClientTLSSettingsTLSmode.ISTIO_MUTUAL);
        if (!plan.remoteName().isEmpty()) {
            tls.withSni(Sni.of(plan.remotePort(), subset, plan.remoteName()));
        }
        return new TrafficPolicyBuilder()
                .withPortLevelSettings(new TrafficPolicyPortTrafficPolicyBuilder()
                        .withNewPort((long) plan.port().number())
                        .withTls(tls.build())
                        .withLoadBalancer(priority.settings().orElse(null))
                        .withConnectionPool(connecting())
                        .withOutlierDetection(outlierDetection())
                        .build())
                .build();
    }

    /** Istio waits for 10 s by default for somebody who is not there. */
    static ConnectionPoolSettings connecting() {
        return new ConnectionPoolSettingsBuilder()
                .withNewTcp()
                .withConnectTimeout(FailoverRetries.CONNECT_TIMEOUT)
                .endTcp()
                .build();
    }

    /** All of a service's endpoints may be taken out: else calls would go on to those that are left, dead or not. */
    private OutlierDetection outlierDetection() {
        return plan.ejection()
                .map(Owned::action)
                .map(action -> new OutlierDetectionBuilder(OutlierEjection.of(action))
                        .withConsecutiveGatewayErrors((int) action.consecutiveErrors())
                        .withMaxEjectionPercent(ALL)
                        .build())
                .orElseGet(FailoverAtCallers::quickEjection);
    }

    private static OutlierDetection quickEjection() {
        return new OutlierDetectionBuilder()
                .withConsecutive5xxErrors(ERRORS)
                .withConsecutiveGatewayErrors(ERRORS)
                .withInterval("1s")
                .withBaseEjectionTime("5s")
                .withMaxEjectionPercent(ALL)
                .build();
    }

    private VirtualService routes() {
        return new VirtualServiceBuilder()
                .withHosts(plan.host())
                .withHttp(new HTTPRouteBuilder()
                        .withRetries(FailoverRetries.retries(plan.services(), plan.perTryTimeout()))
                        .withRoute(new HTTPRouteDestinationBuilder()
                                .withDestination(Destinations.of(
                                        plan.host(), OptionalInt.of(plan.port().number()), ""))
                                .build())
                        .build())
                .build();
    }
}
