// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.federation.IstioFederation;
import dev.weft.testkit.federation.KubeService;
import dev.weft.testkit.federation.Request;
import dev.weft.testkit.federation.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * Calls over random clusters, followed by a model of Istio that knows nothing of the translator: what a status says can be called from
 * another mesh arrives where it should, checked by identity, and what it does not say does not. The number of worlds is {@code -Dcases}.
 */
class FederationIsAsTheVirtualMeshSaysTest {

    private static final int CASES = Integer.getInteger("cases", 40);

    private int arrived;
    private int subsets;
    private int refused;
    private int straight;

    @Test
    void callsToOtherClustersArriveExactlyWhereTheStatusSays() {
        compare(FederatedWorld::new);
        assertThat(arrived).isGreaterThan(CASES);
        assertThat(subsets).as("at a subset of another cluster").isGreaterThan(CASES / 4);
        assertThat(refused).isGreaterThan(CASES);
    }

    @Test
    void callsToPodsOnTheSameNetworkArriveLikewise() {
        compare(FederatedWorld::flat);
        assertThat(straight).as("without a gateway").isGreaterThan(CASES);
        assertThat(arrived).as("some through gateways").isGreaterThan(straight);
        assertThat(subsets).as("at a subset of another cluster").isGreaterThan(CASES / 4);
        assertThat(refused).isGreaterThan(CASES);
    }

    private void compare(LongFunction<FederatedWorld> worlds) {
        for (int seed = 0; seed < CASES; seed++) {
            FederatedWorld world = worlds.apply(seed);
            Translation translation = new NetworkingTranslator().translate(world.snapshot());
            IstioFederation istio = world.istio(translation);
            assertThat(istio.audit()).as("seed %s", seed).isEmpty();
            for (DecidedTarget decided : translation.decidedByRef().values()) {
                for (String caller : world.clusters()) {
                    compare(world, translation, istio, decided, caller, "seed " + seed);
                }
            }
        }
    }

    private void compare(
            FederatedWorld world,
            Translation translation,
            IstioFederation istio,
            DecidedTarget decided,
            String caller,
            String where) {
        TargetFact target = decided.target();
        boolean isOwn = target.service().cluster().equals(caller);
        Optional<FederatedTo> federation = translation.federation(target);
        boolean isCallable = isOwn
                || federation
                        .filter(to -> to.meshes().contains(new Ref("gloo-mesh", "m-" + caller)))
                        .isPresent();
        String host = isOwn
                ? target.service().name() + "." + target.service().namespace()
                : federation
                        .map(FederatedTo::hostname)
                        .orElse(target.service().name() + "." + target.service().namespace() + ".svc."
                                + target.service().cluster() + ".global");
        for (KubeService.Port port : world.services().get(target.service()).ports()) {
            Resolution resolution = istio.resolve(Request.http(world.client(caller), host, port.number()));
            String what = where + ": " + caller + " calls " + host + ":" + port.number() + ", " + resolution;
            if (!isCallable) {
                assertThat(resolution).as(what).isInstanceOf(Resolution.Failed.class);
                refused++;
            } else if (leadsOnlyWhereTheCallerMay(translation, decided, caller)) {
                assertThat(resolution).as(what).isInstanceOf(Resolution.Reached.class);
                straight += !isOwn && world.find(target.service()).isTold() ? 1 : 0;
                arrives((Resolution.Reached) resolution, expected(decided), what);
            } else {
                // Then the policy is not applied to these calls, rather than have them fail.
                assertThat(resolution).as(what).isInstanceOf(Resolution.Reached.class);
            }
        }
    }

    /** A shift may name a service that cannot be called from everywhere; it is said in a finding. */
    private static boolean leadsOnlyWhereTheCallerMay(Translation translation, DecidedTarget decided, String caller) {
        Map<DestinationRef, TargetFact> targets = new TreeMap<>();
        translation.decidedTargets().forEach(other -> targets.put(other.target().service(), other.target()));
        return shift(decided).stream()
                .flatMap(action -> action.destinations().stream())
                .map(weighted -> ((ShiftAction.To.Service) weighted.to()).service())
                .allMatch(service -> service.cluster().equals(caller)
                        || translation
                                .federation(targets.get(service))
                                .filter(to -> to.meshes().contains(new Ref("gloo-mesh", "m-" + caller)))
                                .isPresent());
    }

    /** Who should answer and how often: services with the labels of their pods, by share. */
    private static Map<String, Double> expected(DecidedTarget decided) {
        Map<String, Double> expected = new TreeMap<>();
        Optional<ShiftAction> shift = shift(decided);
        if (shift.isEmpty()) {
            expected.put(decided.target().service() + " {}", 100.0);
        } else {
            shift.get().destinations().forEach(weighted -> {
                ShiftAction.To.Service to = (ShiftAction.To.Service) weighted.to();
                expected.merge(to.service() + " " + to.subset(), (double) weighted.weight(), Double::sum);
            });
        }
        return expected;
    }

    private static Optional<ShiftAction> shift(DecidedTarget decided) {
        List<Ref> accepted = new ArrayList<>();
        decided.decision().traffic().stream()
                .filter(Verdict.Accepted.class::isInstance)
                .forEach(verdict -> accepted.add(verdict.policy()));
        return decided.decision().acceptedTraffic().stream()
                .filter(policy -> accepted.contains(policy.meta().ref()))
                .flatMap(policy -> policy.rules().actions().stream())
                .filter((Action action) -> action instanceof ShiftAction)
                .map(action -> (ShiftAction) action)
                .findFirst();
    }

    private void arrives(Resolution.Reached reached, Map<String, Double> expected, String what) {
        Map<String, Double> shares = new TreeMap<>();
        for (Resolution.Arrival arrival : reached.arrivals()) {
            Resolution.Place at = arrival.at();
            shares.merge(
                    new DestinationRef(at.cluster(), at.namespace(), at.service()) + " " + new TreeMap<>(at.subset()),
                    arrival.share(),
                    Double::sum);
            assertThat(arrival.pods()).as(what).isNotEmpty();
            Set<String> shown = new TreeSet<>(arrival.identities());
            assertThat(shown).as(what).isNotEmpty();
            String version = at.subset().getOrDefault("version", "");
            assertThat(arrival.pods()).as(what).allMatch(pod -> pod.endsWith(version));
            if (!at.subset().isEmpty() && !arrival.sni().isEmpty()) {
                subsets++;
            }
        }
        assertThat(shares).as(what).isEqualTo(expected);
        arrived++;
    }
}
