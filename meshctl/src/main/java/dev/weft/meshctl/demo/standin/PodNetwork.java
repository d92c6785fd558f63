// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.agent.TlsHandshakes;
import dev.weft.certagent.evidence.Answer;
import java.util.List;
import java.util.SortedMap;

/**
 * Stands in for the network of a cluster: whoever calls an istiod or a proxy by the address of its pod comes to the stand-in's port on
 * loopback. The handshake itself is a real one.
 */
final class PodNetwork implements Handshakes {

    private static final String LOOPBACK = "127.0.0.1";

    private final Handshakes handshakes = new TlsHandshakes();
    private final int istiod;
    private final int proxies;

    /** @param proxies where all proxies are */
    PodNetwork(int istiod, int proxies) {
        this.istiod = istiod;
        this.proxies = proxies;
    }

    @Override
    public SortedMap<String, Answer> of(List<Call> calls) {
        return handshakes.of(calls.stream().map(this::here).toList());
    }

    private Call here(Call call) {
        int port = call.ports().contains(StandInIstiod.PORT) ? istiod : proxies;
        return new Call(call.name(), LOOPBACK, List.of(port), call.protocol());
    }
}
