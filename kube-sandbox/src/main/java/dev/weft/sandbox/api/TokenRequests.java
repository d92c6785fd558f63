// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.ServiceAccountTokens;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The subresource {@code serviceaccounts/token}: tokens that expire. */
final class TokenRequests {
    private static final long SHORTEST = 600;
    private static final long LONGEST = Duration.ofDays(365).toSeconds();

    private final Reads reads;
    private final Bodies bodies;
    private final ServiceAccountTokens accounts;
    private final InstantSource clock;

    TokenRequests(Reads reads, Bodies bodies, ServiceAccountTokens accounts, InstantSource clock) {
        this.reads = reads;
        this.bodies = bodies;
        this.accounts = accounts;
        this.clock = clock;
    }

    Answer.One answer(Call call) {
        if (!call.verb().equals("create")) {
            throw Refusal.methodNotAllowed();
        }
        Stored account = reads.stored(call);
        ObjectNode request = bodies.options(call);
        ObjectNode spec = Json.child(request, "spec");
        JsonNode asked = spec.path("expirationSeconds");
        long seconds = asked.isNumber() ? asked.asLong() : 3600;
        if (seconds < SHORTEST || seconds > LONGEST) {
            String why = seconds < SHORTEST
                    ? "may not specify a duration less than 10 minutes"
                    : "may not specify a duration larger than 2^32 seconds";
            Cause cause = Cause.invalid("spec.expirationSeconds", asked, why);
            throw Refusal.invalid("authentication.k8s.io", "TokenRequest", "", List.of(cause));
        }
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(audience -> audiences.add(audience.asText()));
        if (audiences.isEmpty()) {
            audiences.add(ServiceAccountTokens.ISSUER);
        }
        Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
        String token = accounts.issue(
                new ServiceAccountTokens.Subject(call.namespace(), call.name(), account.uid(), "", audiences), expires);
        request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        request.putObject("metadata")
                .put("name", call.name())
                .put("namespace", call.namespace())
                .put(
                        "creationTimestamp",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode list = spec.putArray("audiences");
        audiences.forEach(list::add);
        spec.put("expirationSeconds", seconds);
        request.putObject("status").put("token", token).put("expirationTimestamp", expires.toString());
        return Verbs.one(201, request);
    }
}
