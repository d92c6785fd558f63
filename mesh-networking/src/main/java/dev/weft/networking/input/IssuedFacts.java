// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import dev.weft.networking.input.IssuedFact.Complaint;
import dev.weft.networking.input.IssuedFact.Evidence;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what stands on a cluster of an IssuedCertificate. What it says is taken as it is: the cluster may say what it likes. */
final class IssuedFacts {

    private static final WireDecoder DECODER = new WireDecoder();
    private static final Set<String> IN_USE = Set.of("ISSUED", "FINISHED");
    private static final String FAILED = "FAILED";
    private static final int SHORT = 12;
    private static final int LONGEST_ERROR = 400;

    private IssuedFacts() {}

    static IssuedFact of(RawObject object) {
        JsonNode signer = object.spec().path("signingCertificateSecret");
        JsonNode status = object.status();
        JsonNode stored = status.path("stored");
        return new IssuedFact(
                object.id(),
                ConfigFacts.parents(object.metadata()
                        .path("annotations")
                        .path(OwnerLabels.PARENTS)
                        .asText("")),
                new Ref(signer.path("namespace").asText(""), signer.path("name").asText("")),
                trust(object.spec().path("trust")),
                IN_USE.contains(status.path("state").asText("")),
                stored.path("rootsHash").asText(""),
                stored.path("notAfter").asText(""),
                complaint(status),
                evidence(
                        status.path("evidence"),
                        object.metadata().path("generation").asLong(0)));
    }

    private static Optional<IssuedCertificateSpec.Trust> trust(JsonNode wire) {
        return wire.isObject()
                        && DECODER.decode(wire, IssuedCertificateSpec.Trust.class)
                                instanceof Decoded.Value<IssuedCertificateSpec.Trust> value
                ? Optional.of(value.value())
                : Optional.empty();
    }

    private static Optional<Complaint> complaint(JsonNode status) {
        boolean failed = status.path("state").asText("").equals(FAILED);
        String error = status.path("error").asText("").strip();
        if (error.isEmpty()) {
            return failed ? Optional.of(new Complaint(true, "its status does not say why")) : Optional.empty();
        }
        return Optional.of(new Complaint(failed, shortened(error)));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_ERROR
                ? text
                : text.substring(0, LONGEST_ERROR).strip() + "...";
    }

    private static Evidence evidence(JsonNode wire, long generation) {
        if (!wire.isObject()) {
            return Evidence.NONE;
        }
        Optional<EvidencePhase> phase = wire.path("generation").asLong(-1) == generation
                ? phase(wire.path("phase").asText(""))
                : Optional.empty();
        String istiod = wire.path("istiod").path("root").asText("");
        SortedSet<String> served = new TreeSet<>();
        served.add(istiod);
        wire.path("workloads").forEach(one -> served.add(one.path("root").asText("")));
        served.remove("");
        return new Evidence(
                true,
                phase,
                wire.path("bundle").asText(""),
                istiod,
                served,
                phase.filter(EvidencePhase.SERVED::equals).isPresent() ? List.of() : lacking(wire),
                way(wire.path("meshConfig"), wire.path("generation").asLong(-1) == generation),
                caCerts(wire.path("caCerts"), wire.path("generation").asLong(-1) == generation));
    }

    private static IssuedFact.CaCerts caCerts(JsonNode wire, boolean current) {
        return wire.isObject()
                ? new IssuedFact.CaCerts(
                        current,
                        wire.path("foreignRoot").asText(""),
                        shortened(wire.path("problem").asText("").strip()),
                        wire.path("takenOver").asText(""))
                : IssuedFact.CaCerts.OURS;
    }

    private static Optional<IssuedFact.Way> way(JsonNode wire, boolean current) {
        if (!wire.isObject()) {
            return Optional.empty();
        }
        SortedSet<String> trusted = new TreeSet<>();
        if (current) {
            wire.path("trusted").forEach(root -> trusted.add(root.asText("")));
        }
        return Optional.of(new IssuedFact.Way(
                wire.path("configMap").asText(""),
                wire.path("problem").asText(""),
                wire.path("caCerts").asBoolean(true),
                current,
                trusted,
                trustDomains(wire.path("trustDomains"))));
    }

    private static Optional<SortedSet<String>> trustDomains(JsonNode wire) {
        if (!wire.isArray()) {
            return Optional.empty();
        }
        SortedSet<String> all = new TreeSet<>();
        wire.forEach(one -> all.add(one.asText("")));
        return Optional.of(all);
    }

    private static Optional<EvidencePhase> phase(String word) {
        for (EvidencePhase phase : EvidencePhase.values()) {
            if (phase.name().equals(word)) {
                return Optional.of(phase);
            }
        }
        return Optional.empty();
    }

    private static List<String> lacking(JsonNode wire) {
        List<String> lacking = new ArrayList<>();
        String wanted = wire.path("bundleHash").asText("");
        for (JsonNode group : wire.path("namespaces")) {
            if (!group.path("bundleHash").asText("").equals(wanted)) {
                List<String> examples = new ArrayList<>();
                group.path("examples").forEach(name -> examples.add(name.asText("")));
                lacking.add(group.path("count").asLong(examples.size()) + " namespaces have another bundle ("
                        + String.join(", ", examples) + ")");
            }
        }
        List<JsonNode> answers = new ArrayList<>();
        if (wire.path("istiod").isObject()) {
            answers.add(wire.path("istiod"));
        }
        wire.path("workloads").forEach(answers::add);
        for (JsonNode answer : answers) {
            String error = answer.path("error").asText("");
            String root = answer.path("root").asText("");
            String name = answer.path("name").asText("");
            if (!error.isEmpty()) {
                lacking.add(name + ": " + error);
            } else if (!root.isEmpty() && lacking.size() < Evidence.MOST) {
                lacking.add(name + " answers under root " + root.substring(0, Math.min(SHORT, root.length())));
            }
        }
        return lacking.subList(0, Math.min(lacking.size(), Evidence.MOST));
    }
}
