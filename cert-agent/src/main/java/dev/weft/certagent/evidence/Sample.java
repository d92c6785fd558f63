// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.pki.Digests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which proxies are asked: some of all namespaces, the same ones as long as it is about the same certificate. */
public final class Sample {

    /** How many are asked and told. */
    public static final int MOST = 5;

    private Sample() {}

    /**
     * A pod with a proxy.
     *
     * @param ports where the pod listens, as far as it says so; the proxy answers in front of it
     */
    public record Proxy(String namespace, String name, String uid, String address, List<Integer> ports) {
        public Proxy {
            ports = List.copyOf(ports);
        }

        public String label() {
            return namespace + "/" + name;
        }
    }

    /**
     * Chooses: one of each namespace, then a second of each, and so on, in an order that nobody can choose and that changes with what it is
     * about.
     *
     * @param about for example the issuance
     */
    public static List<Proxy> of(Collection<Proxy> all, String about) {
        Comparator<Proxy> byHash = Comparator.comparing(proxy -> Digests.sha256(about + "/" + proxy.uid()));
        Map<String, List<Proxy>> byNamespace = new LinkedHashMap<>();
        all.stream()
                .sorted(byHash.thenComparing(Proxy::label))
                .forEach(proxy -> byNamespace
                        .computeIfAbsent(proxy.namespace(), namespace -> new ArrayList<>())
                        .add(proxy));
        List<Proxy> chosen = new ArrayList<>();
        for (int round = 0; chosen.size() < MOST && round < MOST; round++) {
            for (List<Proxy> proxies : byNamespace.values()) {
                if (round < proxies.size() && chosen.size() < MOST) {
                    chosen.add(proxies.get(round));
                }
            }
        }
        return chosen;
    }
}
