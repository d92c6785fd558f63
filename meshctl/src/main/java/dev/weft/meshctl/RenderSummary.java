// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Rendering;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a render came to, in a few lines.
 *
 * @param outputs number of outputs by cluster, then kind
 * @param discovered number of discovered objects by kind
 * @param policies policies by state, each ordered by kind, namespace and name
 */
record RenderSummary(
        SortedMap<String, SortedMap<String, Integer>> outputs,
        SortedMap<String, Integer> discovered,
        SortedMap<String, List<Policy>> policies,
        Map<Severity, Integer> severities,
        List<Finding> worst,
        int deletes,
        int ignored) {

    private static final int MOST_SHOWN = 20;

    /** A policy and the number of services that it has a verdict on. */
    record Policy(String name, int services) {

        static Policy of(ManagementDocument document) {
            JsonNode status = document.object().path("status");
            int listed = status.path("trafficTargets").size();
            return new Policy(
                    document.id().words(), status.path("trafficTargetsTotal").asInt(listed));
        }

        String onServices() {
            return services == 0 ? "on no service" : services == 1 ? "on 1 service" : "on " + services + " services";
        }
    }

    static RenderSummary of(Rendering rendering) {
        SortedMap<String, SortedMap<String, Integer>> outputs = new TreeMap<>();
        rendering.outputs().forEach((cluster, list) -> outputs.put(cluster, countKinds(list)));
        SortedMap<String, Integer> discovered = new TreeMap<>();
        SortedMap<String, List<Policy>> policies = new TreeMap<>();
        for (ManagementDocument document : rendering.management()) {
            String kind = document.id().kind().kind();
            switch (kind) {
                case "Mesh", "Workload", "TrafficTarget" -> discovered.merge(kind, 1, Integer::sum);
                case "TrafficPolicy", "AccessPolicy" ->
                    policies.computeIfAbsent(document.state(), absent -> new ArrayList<>())
                            .add(Policy.of(document));
                default -> {
                    // neither discovered nor a policy
                }
            }
        }
        Map<Severity, Integer> severities = new EnumMap<>(Severity.class);
        rendering.findings().forEach(finding -> severities.merge(finding.severity(), 1, Integer::sum));
        List<Finding> worst = rendering.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .sorted(Comparator.comparing(Finding::severity).thenComparing(finding -> finding))
                .toList();
        int ignored = rendering.ignored().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        return new RenderSummary(
                outputs,
                discovered,
                policies,
                severities,
                worst,
                rendering.deletes().size(),
                ignored);
    }

    private static SortedMap<String, Integer> countKinds(List<Rendered> outputs) {
        SortedMap<String, Integer> kinds = new TreeMap<>();
        outputs.forEach(output -> kinds.merge(output.id().kind().kind(), 1, Integer::sum));
        return kinds;
    }

    void print(PrintWriter out, Path folder) {
        out.println("Discovered   " + join(discovered));
        outputs.forEach((cluster, kinds) -> out.println("Cluster      " + cluster + ": " + join(kinds)));
        out.println("Policies     "
                + (policies.isEmpty()
                        ? "none"
                        : policies.entrySet().stream()
                                .map(state -> state.getValue().size() + " " + state.getKey())
                                .collect(Collectors.joining(", "))));
        printPolicies(out);
        out.println("Deletes      " + (deletes == 0 ? "none" : deletes + " (deletes.txt)"));
        out.println("Findings     " + count(Severity.ERROR) + " errors, " + count(Severity.WARNING) + " warnings, "
                + count(Severity.INFO) + " infos (findings.json)");
        worst.stream().limit(MOST_SHOWN).forEach(finding -> print(out, finding));
        if (worst.size() > MOST_SHOWN) {
            out.println("             and " + (worst.size() - MOST_SHOWN) + " more");
        }
        if (ignored > 0) {
            out.println("Ignored      " + ignored + " objects of kinds that Weft does not read");
        }
        out.println("Written to   " + folder);
    }

    /** Those that are not accepted first. */
    private void printPolicies(PrintWriter out) {
        List<String> lines = policies.entrySet().stream()
                .sorted(Comparator.comparing(state -> state.getKey().equals("ACCEPTED")))
                .flatMap(state -> state.getValue().stream()
                        .map(policy -> state.getKey() + "  " + policy.name() + " " + policy.onServices()))
                .toList();
        lines.stream().limit(MOST_SHOWN).forEach(line -> out.println("             " + line));
        if (lines.size() > MOST_SHOWN) {
            out.println("             and " + (lines.size() - MOST_SHOWN) + " more");
        }
    }

    private static void print(PrintWriter out, Finding finding) {
        String where = finding.field().isEmpty() ? "" : " " + finding.field();
        String target = finding.target().isEmpty() ? "" : " on " + finding.target();
        out.println("  " + finding.severity().wire() + "  " + finding.code().code() + "  " + finding.subject() + where
                + target);
        out.println("         " + finding.message());
        out.println("         -> " + finding.remedy());
    }

    private int count(Severity severity) {
        return severities.getOrDefault(severity, 0);
    }

    private static String join(SortedMap<String, Integer> counts) {
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(kind -> kind.getValue() + " " + kind.getKey())
                        .collect(Collectors.joining(", "));
    }

    String json() throws JsonProcessingException {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        root.put("schemaVersion", 1);
        ObjectNode clusters = root.putObject("outputs");
        outputs.forEach((cluster, kinds) -> {
            ObjectNode counts = clusters.putObject(cluster);
            kinds.forEach(counts::put);
        });
        ObjectNode found = root.putObject("discovered");
        discovered.forEach(found::put);
        ObjectNode states = root.putObject("policies");
        policies.forEach((state, list) -> {
            ArrayNode names = states.putArray(state);
            list.forEach(policy -> names.add(policy.name()));
        });
        ObjectNode findings = root.putObject("findings");
        for (Severity severity : Severity.values()) {
            findings.put(severity.wire(), count(severity));
        }
        root.put("deletes", deletes);
        root.put("ignored", ignored);
        return mapper.writeValueAsString(root);
    }
}
