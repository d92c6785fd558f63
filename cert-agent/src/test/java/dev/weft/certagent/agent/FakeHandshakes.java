// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.evidence.Answer;
import dev.weft.certagent.issue.FakeIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/** Answers by name; who was given no identity accepts no connection. */
final class FakeHandshakes implements Handshakes {
    final Map<String, FakeIssuer.Identity> identities = new ConcurrentHashMap<>();
    /** By whose signatures certificates are taken, by name of who is asked. */
    final Map<String, Set<X500Principal>> trusted = new ConcurrentHashMap<>();
    /** Of the last look. */
    volatile List<Call> calls = List.of();

    @Override
    public SortedMap<String, Answer> of(List<Call> asked) {
        calls = new ArrayList<>(asked);
        SortedMap<String, Answer> answers = new TreeMap<>();
        for (Call call : asked) {
            FakeIssuer.Identity identity = identities.get(call.name());
            answers.put(
                    call.name(),
                    identity == null
                            ? new Answer.Silent("accepts no connection")
                            : new Answer.Certificates(identity.chain(), trusted.getOrDefault(call.name(), Set.of())));
        }
        return answers;
    }
}
