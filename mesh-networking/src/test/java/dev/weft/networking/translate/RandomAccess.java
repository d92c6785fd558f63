// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.testkit.access.AccessRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Who may do what, in every shape that an AccessPolicy can say it, wrong ones included; and requests that meet those shapes. */
final class RandomAccess {

    /** What certificates may say: trust domains of meshes, the name that Istio reads as "my own", and one that no mesh has. */
    static final List<String> TRUST_DOMAINS = List.of("td0", "td1", "cluster.local", "elsewhere");

    private static final List<String> CLUSTERS = List.of("c1", "c2", "c3");
    private static final List<String> NAMESPACES = List.of("n1", "n2", "istio-system");
    private static final List<String> ACCOUNTS = List.of("sa0", "sa1", "sa");
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE");
    private static final List<Integer> PORTS = List.of(80, 8080, 9090);
    private static final List<String> PATTERNS =
            List.of("/a", "/a*", "*/b", "*", "/a/*/b", "*mid*", "/{*}/b", "/x/{**}", "a", "/{*}/y/{**}");
    private static final List<String> PATHS = List.of(
            "/", "/a", "/ab", "/a/b", "/a/*/b", "/a/x/b", "/b", "/q/b", "/x/", "/x", "/x/1/2", "/x/y/", "/mid",
            "/smid*");

    private final Random random;

    RandomAccess(Random random) {
        this.random = random;
    }

    /** The fields of a spec except for destinations. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            fields.add("sourceSelector: [" + join(random.nextInt(3), this::source) + "]");
        }
        if (random.nextInt(3) == 0) {
            fields.add("allowedPaths: [" + join(1 + random.nextInt(2), () -> "'" + pick(PATTERNS) + "'") + "]");
        }
        if (random.nextInt(3) == 0) {
            fields.add("allowedMethods: [" + join(random.nextInt(3), () -> "'" + pick(METHODS) + "'") + "]");
        }
        if (random.nextInt(3) == 0) {
            fields.add("allowedPorts: [" + join(1 + random.nextInt(2), () -> rarely() ? "0" : "" + pick(PORTS)) + "]");
        }
        if (random.nextInt(30) == 0) {
            fields.add("allowedPath: ['/a']");
        }
        return fields;
    }

    private String source() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> "{kubeIdentityMatcher: " + matcher() + "}";
            case 3, 4, 5 ->
                "{kubeServiceAccountRefs: {serviceAccounts: [" + join(random.nextInt(3), this::account) + "]}}";
            case 6, 7 ->
                "{kubeIdentityMatcher: %s, kubeServiceAccountRefs: {serviceAccounts: [%s]}}"
                        .formatted(matcher(), account());
            default -> rarely() ? "null" : "{}";
        };
    }

    private String matcher() {
        return "{namespaces: [%s], clusters: [%s]}"
                .formatted(
                        join(random.nextInt(3), this::namespace),
                        join(random.nextInt(3), () -> "'" + (rarely() ? "nowhere" : pick(CLUSTERS)) + "'"));
    }

    /** Sometimes a text that is no name, and would be more than a name where Istio puts it into a longer text. */
    private String namespace() {
        return "'" + (rarely() ? pick(List.of("n1/sa", "n*", "n1/sa/sa0", "*")) : pick(NAMESPACES)) + "'";
    }

    private String account() {
        String cluster = rarely() ? "" : ", clusterName: '" + pick(CLUSTERS) + "'";
        String name = rarely() ? pick(List.of("*", "sa*", "sa0/x")) : pick(ACCOUNTS);
        return "{name: '%s', namespace: %s%s}".formatted(name, namespace(), cluster);
    }

    AccessRequest request(AccessRequest.Pod to) {
        Optional<AccessRequest.Identity> source = random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(new AccessRequest.Identity(pick(TRUST_DOMAINS), pick(NAMESPACES), pick(ACCOUNTS)));
        Optional<AccessRequest.Http> http = random.nextInt(8) == 0
                ? Optional.empty()
                : Optional.of(new AccessRequest.Http(pick(METHODS), pick(PATHS)));
        return new AccessRequest(source, to, pick(PORTS), http);
    }

    private boolean rarely() {
        return random.nextInt(25) == 0;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String join(int count, Supplier<String> element) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(element.get());
        }
        return String.join(", ", elements);
    }
}
