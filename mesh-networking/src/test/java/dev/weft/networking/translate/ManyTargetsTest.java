// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.status.PolicyStatuses;
import dev.weft.networking.status.Programming;
import dev.weft.networking.status.TargetStatuses;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A policy on thousands of services has a status of bounded size, and who was accepted first is remembered all the same. */
class ManyTargetsTest {

    private static final int SERVICES = 5_000;
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final Ref FIRST = new Ref("p", "zz-first");
    private static final Ref LATER = new Ref("p", "aa-later");

    private final List<RawObject> discovered = new ArrayList<>();
    private final List<RawObject> policies = new ArrayList<>();

    private static RawObject object(String apiVersion, String kind, String namespace, String name, String rest) {
        try {
            ObjectNode body = (ObjectNode) JsonMapper.builder().build().readTree("{" + rest.replace('\'', '"') + "}");
            body.put("apiVersion", apiVersion).put("kind", kind);
            body.withObject("/metadata")
                    .put("name", name)
                    .put("namespace", namespace)
                    .put("generation", 1);
            String group = apiVersion.substring(0, apiVersion.indexOf('/'));
            return new RawObject(
                    new ObjectId(ObjectId.MANAGEMENT, new GroupKind(group, kind), namespace, name),
                    apiVersion,
                    body,
                    "test");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(rest, e);
        }
    }

    private static RawObject policy(Ref ref, String created, int attempts) {
        return object(
                POLICIES,
                "TrafficPolicy",
                ref.namespace(),
                ref.name(),
                "'metadata': {'creationTimestamp': '" + created + "'}, 'spec': {'retries': {'attempts': " + attempts
                        + "}}");
    }

    private Translation translate() {
        Scope scope = new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false);
        return new NetworkingTranslator()
                .translate(SnapshotAssembly.of(
                                scope,
                                policies,
                                discovered,
                                new TreeMap<>(Map.of("east", new ClusterInput(List.of(), ClusterKnowledge.SYNCED))))
                        .snapshot());
    }

    private static ObjectNode status(Translation translation, Ref ref) {
        TrafficPolicyFact policy = translation.snapshot().trafficPolicies().get(ref);
        PolicyReport report = translation.trafficPolicies().get(ref);
        if (policy == null || report == null) {
            throw new AssertionError("no " + ref);
        }
        return PolicyStatuses.of(
                report, policy.rules().problems(), policy.prior(), 1, Programming.OFFLINE, "2026-01-01T00:00:00Z");
    }

    private static RawObject withStatus(RawObject object, JsonNode status) {
        ObjectNode body = object.body().deepCopy();
        body.set("status", status);
        return new RawObject(object.id(), object.apiVersion(), body, object.origin());
    }

    @Test
    void theFiftyFirstServiceKeepsItsWinnerThoughThePolicysStatusListsFifty() {
        discovered.add(object(
                DISCOVERY,
                "Mesh",
                "gloo-mesh",
                "m",
                "'spec': {'istio': {'installation': {'cluster': 'east', 'namespace': 'istio-system'}}}"));
        for (int i = 0; i < SERVICES; i++) {
            String name = "s%04d".formatted(i);
            discovered.add(object(DISCOVERY, "TrafficTarget", "gloo-mesh", name, """
                    'spec': {'kubeService': {'ref': {'name': '%s', 'namespace': 'n%d', 'clusterName': 'east'},
                    'ports': [{'port': 80, 'name': 'http', 'protocol': 'TCP'}]},
                    'mesh': {'name': 'm', 'namespace': 'gloo-mesh'}}""".formatted(name, i % 10)));
        }
        policies.add(policy(FIRST, "2026-01-02T00:00:00Z", 2));

        Translation first = translate();
        ObjectNode alone = status(first, FIRST);
        assertThat(alone.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(alone.path("trafficTargets")).hasSize(50);
        assertThat(alone.path("trafficTargetsTotal").asInt()).isEqualTo(SERVICES);

        // The plane starts anew: it knows what it wrote into statuses, and nothing else. An older policy was made
        // meanwhile.
        policies.set(0, withStatus(policies.getFirst(), alone));
        policies.add(policy(LATER, "2026-01-01T00:00:00Z", 3));
        remember(first);
        Translation second = translate();

        assertThat(winners(second)).hasSize(SERVICES).allMatch(FIRST::equals);
        ObjectNode winner = status(second, FIRST);
        ObjectNode loser = status(second, LATER);
        assertThat(winner.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(loser.path("state").asText()).isEqualTo("INVALID");
        assertThat(loser.path("trafficTargets")).hasSize(50);
        assertThat(loser.path("trafficTargetsTotal").asInt()).isEqualTo(SERVICES);
        assertThat(CanonicalJson.bytes(loser).length).isLessThan(64 * 1024);
        assertThat(CanonicalJson.bytes(winner).length).isLessThan(64 * 1024);
    }

    /** Puts the statuses of the targets onto them, as the plane writes them. */
    private void remember(Translation translation) {
        Map<Ref, JsonNode> statuses = new TreeMap<>();
        translation
                .decisions()
                .forEach((shard, decided) -> decided.targets()
                        .forEach(target -> statuses.put(
                                target.target().ref(),
                                TargetStatuses.of(
                                        target,
                                        Optional.empty(),
                                        MissingNode.getInstance(),
                                        Optional.empty(),
                                        false))));
        discovered.replaceAll(object -> {
            JsonNode status =
                    statuses.get(new Ref(object.id().namespace(), object.id().name()));
            return status == null ? object : withStatus(object, status);
        });
    }

    private static List<Ref> winners(Translation translation) {
        List<Ref> winners = new ArrayList<>();
        translation
                .decisions()
                .forEach((shard, decided) -> decided.targets()
                        .forEach(target -> target.decision().traffic().forEach(verdict -> {
                            if (verdict instanceof Verdict.Accepted accepted) {
                                winners.add(accepted.policy());
                            }
                        })));
        return winners;
    }
}
