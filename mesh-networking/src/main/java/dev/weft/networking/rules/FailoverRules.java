// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.DnsNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a FailoverService says.
 *
 * @param hostname empty when missing
 * @param port 0 when missing or no port
 * @param protocol as written; empty when missing or none that Istio knows
 * @param meshes from whose workloads the host can be called, each once, in the order written
 * @param backings services that answer, in order of preference, each once
 * @param perTryTimeout how long a service may take to begin its answer before the next is tried
 * @param brokenRefs incomplete references to meshes; the FailoverService is then applied nowhere
 * @param problems what makes it INVALID on each of its meshes, in the order of networking.md 4.5.1
 * @param notes what its author should know although it is accepted
 */
public record FailoverRules(
        String hostname,
        int port,
        String protocol,
        List<MeshRef> meshes,
        List<Backing> backings,
        GoDuration perTryTimeout,
        List<Problem> brokenRefs,
        List<Problem> problems,
        List<Problem> notes) {

    private static final GoDuration DEFAULT_PER_TRY_TIMEOUT = GoDuration.ofSeconds(15);
    private static final Set<String> PROTOCOLS = Set.of(
            "tcp",
            "udp",
            "grpc",
            "grpc-web",
            "http",
            "http_proxy",
            "http2",
            "https",
            "thrift",
            "tls",
            "mongo",
            "redis",
            "mysql");

    /** Those of {@link #PROTOCOLS} in which Istio sees requests; the others are connections to it, to which no route for HTTP applies. */
    private static final Set<String> OF_REQUESTS = Set.of("grpc", "grpc-web", "http", "http_proxy", "http2");

    /**
     * A service that answers.
     *
     * @param field JSON path of the reference inside the policy
     */
    public record Backing(DestinationRef service, String field) {}

    public FailoverRules {
        meshes = List.copyOf(meshes);
        backings = List.copyOf(backings);
        brokenRefs = List.copyOf(brokenRefs);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Reads a spec; whatever is wrong with it is in the result. */
    public static FailoverRules from(FailoverServiceSpec wire) {
        Problems problems = new Problems();
        Problems brokenRefs = new Problems();
        int port = port(wire.port(), problems);
        String protocol = protocol(wire.port(), problems);
        List<Backing> backings = backings(wire, problems);
        String hostname = hostname(wire.hostname(), problems);
        List<MeshRef> meshes = Wire.distinct(Wire.meshRefs(wire.meshes(), "spec.meshes", brokenRefs), problems);
        if (meshes.isEmpty() && brokenRefs.isEmpty()) {
            // BUG-10: it would be accepted and never do anything.
            problems.add("spec.meshes", "must name the meshes from whose workloads the host can be called");
        }
        return new FailoverRules(
                hostname,
                port,
                protocol,
                meshes,
                backings,
                perTryTimeout(wire.perTryTimeout(), protocol, problems),
                brokenRefs.problems(),
                problems.problems(),
                problems.notes());
    }

    private static int port(FailoverServiceSpec.@Nullable Port wire, Problems problems) {
        Long number = wire == null ? null : wire.number();
        if (wire == null) {
            problems.add("spec.port", "must be set: the number and the protocol by which the host is called");
            return 0;
        }
        if (number == null || number < 1 || number > 65_535) {
            problems.add(
                    "spec.port.number",
                    "must be a port from 1 to 65535, but is " + (number == null ? "missing" : number));
            return 0;
        }
        return number.intValue();
    }

    private static String protocol(FailoverServiceSpec.@Nullable Port wire, Problems problems) {
        if (wire == null) {
            return "";
        }
        String protocol = Wire.text(wire.protocol());
        if (PROTOCOLS.contains(protocol.toLowerCase(Locale.ROOT))) {
            return protocol;
        }
        problems.add(
                "spec.port.protocol",
                (protocol.isEmpty() ? "is missing" : "is \"" + Wire.shorten(protocol) + "\", which Istio does not know")
                        + "; it knows "
                        + String.join(", ", PROTOCOLS.stream().sorted().toList()));
        return "";
    }

    private static List<Backing> backings(FailoverServiceSpec wire, Problems problems) {
        String list = "spec.backingServices";
        List<Backing> backings = new ArrayList<>();
        Set<DestinationRef> seen = new HashSet<>();
        List<FailoverServiceSpec.BackingService> written = Wire.complete(wire.backingServices(), list, problems);
        if (written.isEmpty()) {
            problems.add(list, "must name at least one service");
        }
        for (int i = 0; i < written.size(); i++) {
            String field = list + "[" + i + "].kubeService";
            Optional<DestinationRef> service = Wire.ref(written.get(i).kubeService(), field, problems);
            if (service.isPresent() && !seen.add(service.get())) {
                problems.note(field, "names service " + service.get() + " again; it counts where it is named first");
            } else {
                service.ifPresent(ref -> backings.add(new Backing(ref, field)));
            }
        }
        return backings;
    }

    private static GoDuration perTryTimeout(@Nullable String wire, String protocol, Problems problems) {
        if (wire != null && !protocol.isEmpty() && !OF_REQUESTS.contains(protocol.toLowerCase(Locale.ROOT))) {
            problems.note(
                    "spec.perTryTimeout",
                    "spec.perTryTimeout has no effect on calls of the host, as spec.port.protocol is " + protocol
                            + ": only requests by "
                            + String.join(", ", OF_REQUESTS.stream().sorted().toList())
                            + " are tried again; it counts for requests that a TrafficPolicy sends here");
        }
        return Optional.ofNullable(wire)
                .flatMap(text -> Durations.positive(text, "spec.perTryTimeout", problems))
                .orElse(DEFAULT_PER_TRY_TIMEOUT);
    }

    private static String hostname(@Nullable String wire, Problems problems) {
        String hostname = Wire.text(wire);
        if (hostname.isEmpty()) {
            problems.add("spec.hostname", "must be set: the name by which the host is called");
        } else if (!DnsNames.isSubdomain(hostname)) {
            problems.add(
                    "spec.hostname",
                    "is \"" + Wire.shorten(hostname)
                            + "\", which is no DNS name; write lower-case letters, digits and dashes, parted by dots");
        }
        return hostname;
    }
}
