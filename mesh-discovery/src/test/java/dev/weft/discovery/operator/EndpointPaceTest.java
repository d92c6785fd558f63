// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointPaceTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectId TARGET = OperatorRig.TARGET;
    private static final ObjectId OTHER = OperatorRig.discovered("TrafficTarget", "ratings-shop-east");

    private final EndpointPace pace = new EndpointPace();

    @Test
    void theFirstFormGoesThroughAtOnce() {
        Rendered target = target(TARGET, 80, "10.0.0.1");

        assertThat(pace.change(target, START)).contains(target);
        assertThat(pace.wakeAt()).isEmpty();
    }

    @Test
    void endpointsWaitUntilThePauseIsOver() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        Rendered second = target(TARGET, 80, "10.0.0.2");

        assertThat(pace.change(second, START.plusSeconds(1))).isEmpty();

        assertThat(pace.wakeAt()).contains(START.plus(EndpointPace.PAUSE));
        assertThat(pace.due(START.plusSeconds(4))).isEmpty();
        assertThat(pace.due(START.plus(EndpointPace.PAUSE))).containsExactly(second);
        assertThat(pace.wakeAt()).isEmpty();
    }

    @Test
    void ofSeveralOnlyTheLastGoesThrough() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        pace.change(target(TARGET, 80, "10.0.0.2"), START.plusSeconds(1));
        Rendered last = target(TARGET, 80, "10.0.0.3");
        pace.change(last, START.plusSeconds(2));

        assertThat(pace.due(START.plus(EndpointPace.PAUSE))).containsExactly(last);
    }

    @Test
    void afterThePauseEndpointsGoThroughAtOnceAndItBeginsAnew() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        Instant later = START.plus(EndpointPace.PAUSE);
        Rendered second = target(TARGET, 80, "10.0.0.2");

        assertThat(pace.change(second, later)).contains(second);
        assertThat(pace.change(target(TARGET, 80, "10.0.0.3"), later.plusSeconds(1)))
                .isEmpty();
        assertThat(pace.wakeAt()).contains(later.plus(EndpointPace.PAUSE));
    }

    @Test
    void anythingElseTakesWaitingEndpointsAlong() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        pace.change(target(TARGET, 80, "10.0.0.2"), START.plusSeconds(1));
        Rendered other = target(TARGET, 81, "10.0.0.2");

        assertThat(pace.change(other, START.plusSeconds(2))).contains(other);
        assertThat(pace.wakeAt()).isEmpty();
        assertThat(pace.due(START.plusSeconds(60))).isEmpty();
    }

    @Test
    void objectsWaitEachForItself() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        pace.change(target(OTHER, 80, "10.0.0.1"), START.plusSeconds(3));
        Rendered first = target(TARGET, 80, "10.0.0.2");
        pace.change(first, START.plusSeconds(4));
        pace.change(target(OTHER, 80, "10.0.0.2"), START.plusSeconds(4));

        assertThat(pace.due(START.plus(EndpointPace.PAUSE))).containsExactly(first);
        assertThat(pace.wakeAt()).contains(START.plusSeconds(3).plus(EndpointPace.PAUSE));
    }

    @Test
    void whatIsGoneIsForgotten() {
        pace.change(target(TARGET, 80, "10.0.0.1"), START);
        pace.change(target(TARGET, 80, "10.0.0.2"), START.plusSeconds(1));

        pace.gone(TARGET);

        assertThat(pace.due(START.plusSeconds(60))).isEmpty();
        Rendered again = target(TARGET, 80, "10.0.0.3");
        assertThat(pace.change(again, START.plusSeconds(2))).contains(again);
    }

    @Test
    void otherKindsNeverWait() {
        ObjectId workload = OperatorRig.discovered("Workload", "reviews-shop-east-deployment");
        pace.change(target(workload, 80, "10.0.0.1"), START);
        Rendered second = target(workload, 80, "10.0.0.2");

        assertThat(pace.change(second, START)).contains(second);
    }

    private static Rendered target(ObjectId id, int port, String ip) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", "discovery.mesh.gloo.solo.io/v1alpha2")
                .put("kind", id.kind().kind());
        body.putObject("metadata").put("name", id.name()).put("namespace", id.namespace());
        ObjectNode service = body.putObject("spec").putObject("kubeService");
        service.putArray("ports").addObject().put("port", port);
        service.putArray("endpointSubsets")
                .addObject()
                .putArray("endpoints")
                .addObject()
                .put("ipAddress", ip);
        return rendered(id, body);
    }

    private static Rendered rendered(ObjectId id, ObjectNode body) {
        byte[] json = CanonicalJson.bytes(body);
        return new Rendered(
                id, "discovery.mesh.gloo.solo.io/v1alpha2", json, CanonicalJson.sha256(json), List.of(), List.of());
    }
}
