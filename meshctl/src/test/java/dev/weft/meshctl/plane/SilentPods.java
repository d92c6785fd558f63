// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.evidence.Answer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pods of a server that runs none: they have addresses, and nothing listens there. */
public final class SilentPods implements Handshakes {

    @Override
    public SortedMap<String, Answer> of(List<Call> calls) {
        SortedMap<String, Answer> answers = new TreeMap<>();
        calls.forEach(call -> answers.put(call.name(), new Answer.Silent("accepts no connection")));
        return answers;
    }
}
