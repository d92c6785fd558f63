// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.testkit.federation.IstioFederation;
import dev.weft.testkit.federation.Outage;
import dev.weft.testkit.federation.Request;
import dev.weft.testkit.federation.Resolution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * Calls of FailoverServices over random clusters while some clusters and services are dead, followed by a model of Istio that knows nothing
 * of the translator: the first service that lives answers, in the order declared. Where a finding says that Istio does not keep the order,
 * one that lives answers. The number of worlds is {@code -Dcases}.
 */
class FailoverKeepsItsOrderTest {

    private static final int CASES = Integer.getInteger("cases", 40);

    private int answered;
    private int failedOver;
    private int nobody;
    private int unordered;

    @Test
    void theFirstServiceThatLivesAnswersWhateverIsDead() {
        compare(FederatedWorld::new);
    }

    @Test
    void theFirstServiceThatLivesAnswersOnOneNetworkToo() {
        compare(FederatedWorld::flat);
    }

    private void compare(LongFunction<FederatedWorld> worlds) {
        for (int seed = 0; seed < CASES; seed++) {
            FederatedWorld world = worlds.apply(seed);
            world.failoverServices(3);
            Translation translation = new NetworkingTranslator().translate(world.snapshot());
            IstioFederation istio = world.istio(translation);
            for (FailoverReport report : translation.failoverServices().values()) {
                if (report.decision().isAccepted()) {
                    List<Finding> findings = translation
                            .allFindings()
                            .filter(finding -> finding.subject()
                                    .equals(Subjects.failoverService(
                                            report.decision().ref())))
                            .toList();
                    compare(world, istio, report.decision(), findings, "seed " + seed);
                }
            }
        }
        assertThat(answered).isGreaterThan(CASES);
        assertThat(failedOver).as("answered by another one than the first").isGreaterThan(CASES);
        assertThat(nobody).as("all dead").isPositive();
        assertThat(unordered).as("Istio does not keep the order").isPositive();
        assertThat(unordered).as("mostly it does").isLessThan(answered / 2);
    }

    private void compare(
            FederatedWorld world,
            IstioFederation istio,
            FailoverDecision decision,
            List<Finding> findings,
            String where) {
        for (Ref mesh : decision.meshes()) {
            String caller = mesh.name().substring("m-".length());
            List<List<DestinationRef>> tiers = tiers(world, decision, caller);
            for (Outage outage : outages(world, decision, caller)) {
                String host = decision.service().rules().hostname();
                Resolution resolution = istio.resolve(
                        Request.http(
                                world.client(caller),
                                host,
                                decision.service().rules().port()),
                        outage);
                List<DestinationRef> alive = tiers.stream()
                        .flatMap(List::stream)
                        .filter(service -> lives(world, service, outage))
                        .toList();
                String what = "%s: %s calls %s of %s while dead are %s: %s"
                        .formatted(where, caller, host, tiers, outage, resolution);
                if (alive.isEmpty()) {
                    assertThat(resolution).as(what).isInstanceOf(Resolution.Failed.class);
                    nobody++;
                } else {
                    assertThat(resolution).as(what).isInstanceOf(Resolution.Reached.class);
                    List<DestinationRef> expected = expected(findings, mesh, alive);
                    arrives((Resolution.Reached) resolution, expected, what);
                    unordered += expected.size() > 1 ? 1 : 0;
                    int services = decision.service().rules().backings().size();
                    // Each is tried twice before the next one.
                    assertThat(((Resolution.Reached) resolution).retries())
                            .as(what)
                            .contains(new Resolution.Retries(Math.max(3, 2 * services - 1), true));
                    answered++;
                    failedOver += expected.getFirst().equals(tiers.getFirst().getFirst()) ? 0 : 1;
                }
            }
        }
    }

    /**
     * Services of another cluster that are behind one gateway are called where the first of them is; one whose pods are called has a place
     * of its own.
     */
    private static List<List<DestinationRef>> tiers(FederatedWorld world, FailoverDecision decision, String caller) {
        Map<String, List<DestinationRef>> tiers = new LinkedHashMap<>();
        for (FailoverRules.Backing backing : decision.service().rules().backings()) {
            DestinationRef service = backing.service();
            boolean isByItself =
                    service.cluster().equals(caller) || world.find(service).isTold();
            if (!isByItself && !world.hasGateway(service.cluster())) {
                continue;
            }
            tiers.computeIfAbsent(isByItself ? service.toString() : service.cluster(), absent -> new ArrayList<>())
                    .add(service);
        }
        return List.copyOf(tiers.values());
    }

    /** Every set of dead clusters but the caller's own, and every set of dead services. */
    private static List<Outage> outages(FederatedWorld world, FailoverDecision decision, String caller) {
        List<Outage> outages = new ArrayList<>();
        List<String> others =
                world.clusters().stream().filter(name -> !name.equals(caller)).toList();
        for (int set = 0; set < 1 << others.size(); set++) {
            Set<String> dead = new HashSet<>();
            for (int i = 0; i < others.size(); i++) {
                if ((set >> i & 1) == 1) {
                    dead.add(others.get(i));
                }
            }
            outages.add(new Outage(dead, Set.of()));
        }
        List<DestinationRef> services = decision.service().rules().backings().stream()
                .map(FailoverRules.Backing::service)
                .toList();
        for (int set = 1; set < 1 << services.size(); set++) {
            Set<String> dead = new HashSet<>();
            for (int i = 0; i < services.size(); i++) {
                if ((set >> i & 1) == 1) {
                    dead.addAll(pods(world, services.get(i)));
                }
            }
            outages.add(new Outage(Set.of(), dead));
        }
        return outages;
    }

    private static List<String> pods(FederatedWorld world, DestinationRef service) {
        return world.find(service).versions().stream()
                .map(version -> service.cluster() + "/" + service.namespace() + "/" + service.name() + "-" + version)
                .toList();
    }

    private static boolean lives(FederatedWorld world, DestinationRef service, Outage outage) {
        return !outage.clusters().contains(service.cluster()) && !outage.pods().containsAll(pods(world, service));
    }

    /** The first, and those that the findings say may come before it. */
    private static List<DestinationRef> expected(List<Finding> findings, Ref mesh, List<DestinationRef> alive) {
        DestinationRef first = alive.getFirst();
        List<String> missed = findings.stream()
                .filter(finding -> finding.target().equals(mesh.key()))
                .map(Finding::message)
                .filter(message -> message.contains("whatever their order"))
                .toList();
        String gateway = "calls through the gateway of cluster ";
        if (missed.stream().anyMatch(message -> !message.contains(gateway))) {
            return alive;
        }
        return alive.stream()
                .filter(service -> service.equals(first)
                        || (service.cluster().equals(first.cluster())
                                && missed.stream()
                                        .anyMatch(message -> message.contains(gateway + first.cluster() + " "))))
                .toList();
    }

    private static void arrives(Resolution.Reached reached, List<DestinationRef> expected, String what) {
        for (Resolution.Arrival arrival : reached.arrivals()) {
            Resolution.Place at = arrival.at();
            // Behind a gateway a place is known by the name that the gateway was asked for.
            assertThat(expected).as(what).anyMatch(service -> service.cluster().equals(at.cluster()));
            assertThat(arrival.pods())
                    .as(what)
                    .allMatch(pod -> expected.stream()
                            .anyMatch(service -> pod.startsWith(service.namespace() + "/" + service.name() + "-")));
            assertThat(arrival.identities()).as(what).isNotEmpty();
        }
    }
}
