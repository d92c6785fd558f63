// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code meshctl render} left behind. Objects are read with another YAML library than the one that wrote them.
 *
 * @param files text by path relative to the output folder, with {@code /}; empty when nothing was written
 * @param exitCode of the command
 * @param stdout what it printed
 * @param stderr what it complained about
 */
public record Outcome(SortedMap<String, String> files, int exitCode, String stdout, String stderr) {

    public Outcome {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static Outcome read(Path out, int exitCode, String stdout, String stderr) throws IOException {
        return new Outcome(Folders.read(out), exitCode, stdout, stderr);
    }

    /** Names of the outputs of a cluster as in {@code VirtualService.bookinfo.reviews}, ordered. */
    public List<String> outputs(String cluster) {
        String folder = "clusters/" + cluster + "/";
        return files.keySet().stream()
                .filter(path -> path.startsWith(folder))
                .map(path -> path.substring(folder.length(), path.length() - ".yaml".length()))
                .toList();
    }

    /** All outputs of a cluster, in the order of {@link #outputs}. */
    public List<JsonNode> objects(String cluster) {
        return outputs(cluster).stream()
                .map(output -> required("clusters/" + cluster + "/" + output + ".yaml"))
                .toList();
    }

    /** An output; fails with what is there when it is not. */
    public JsonNode output(String cluster, String kind, String namespace, String name) {
        return required("clusters/" + cluster + "/" + kind + "." + namespace + "." + name + ".yaml");
    }

    /** An output, if it is there. */
    public Optional<JsonNode> findOutput(String cluster, String kind, String namespace, String name) {
        return optional("clusters/" + cluster + "/" + kind + "." + namespace + "." + name + ".yaml");
    }

    /** An object of the management cluster; fails with what is there when it is not. */
    public JsonNode mgmt(String kind, String namespace, String name) {
        return required("mgmt/" + kind + "." + namespace + "." + name + ".yaml");
    }

    /** The status of an object of the management cluster. */
    public JsonNode status(String kind, String namespace, String name) {
        return mgmt(kind, namespace, name).path("status");
    }

    /** A condition of a status, or a missing node. */
    public JsonNode condition(String kind, String namespace, String name, String type) {
        for (JsonNode condition : status(kind, namespace, name).path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return JsonMapper.builder().build().missingNode();
    }

    /** The {@code spec.http} routes of a VirtualService. */
    public List<JsonNode> routes(String cluster, String namespace, String name) {
        List<JsonNode> routes = new ArrayList<>();
        output(cluster, "VirtualService", namespace, name)
                .path("spec")
                .path("http")
                .forEach(routes::add);
        return routes;
    }

    /** All findings in the order of the file. */
    public List<ReportedFinding> findings() {
        String text = files.getOrDefault("findings.json", "[]");
        try {
            List<ReportedFinding> findings = new ArrayList<>();
            JsonMapper.builder().build().readTree(text).forEach(entry -> findings.add(ReportedFinding.of(entry)));
            return findings;
        } catch (IOException e) {
            throw new UncheckedIOException("findings.json is not JSON", e);
        }
    }

    /** The findings with that code. */
    public List<ReportedFinding> findings(String code) {
        return findings().stream()
                .filter(finding -> finding.code().equals(code))
                .toList();
    }

    /** The lines of {@code deletes.txt}. */
    public List<String> deletes() {
        return files.getOrDefault("deletes.txt", "").lines().toList();
    }

    private JsonNode required(String path) {
        return optional(path)
                .orElseThrow(() -> new AssertionError("there is no " + path + "; there are\n  "
                        + String.join("\n  ", files.keySet()) + "\nexit code " + exitCode + "\n" + stderr));
    }

    private Optional<JsonNode> optional(String path) {
        return Optional.ofNullable(files.get(path)).map(text -> parse(path, text));
    }

    private static JsonNode parse(String path, String text) {
        try {
            return YAMLMapper.builder().build().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is not YAML", e);
        }
    }
}
