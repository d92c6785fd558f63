// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.meshctl.register.AccessRule;
import dev.weft.meshctl.register.Grant;
import dev.weft.meshctl.register.Grants;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/reference/rights.md} is written from {@link Grants}; {@code -Dgolden.update=true} writes it anew. */
class RightsPageTest {

    private static final Path PAGE = Checkout.root().resolve("docs/reference/rights.md");

    private static final String INTRODUCTION = """
            # Rights

            Everything that Weft is granted, on which cluster and where. There are no wildcards. The charts and `meshctl cluster register` grant
            exactly this, and the tests run with it. This page is generated from the code; HACKING.md says how.

            Secrets are read and written on the management cluster in the install namespace, where the kubeconfig Secrets of all clusters and the roots
            of all meshes are: guard it as you guard `kube-system`. On registered clusters the accounts of the plane have no right on Secrets.
            """;

    @TempDir
    private Path folder;

    @Test
    void saysWhatIsGranted() throws IOException {
        String page = INTRODUCTION
                + Grants.all().stream().map(RightsPageTest::section).collect(Collectors.joining());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "./mvnw -B -q -Dquick -pl meshctl -am test -Dtest=RightsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dgolden.update=true")
                .hasContent(page);
    }

    @Test
    void nothingIsGrantedWithAWildcard() {
        assertThat(Grants.all())
                .flatExtracting(Grant::rules)
                .noneMatch(rule -> rule.group().equals("*")
                        || rule.resources().contains("*")
                        || rule.verbs().contains("*"));
    }

    @Test
    void D9_onlyTheAgentMayTouchSecretsOnARegisteredCluster() {
        assertThat(Grants.all().stream()
                        .filter(grant -> grant.cluster().equals("each registered cluster"))
                        .filter(grant -> grant.rules().stream()
                                .anyMatch(rule -> rule.resources().contains("secrets")))
                        .map(grant -> grant.account() + " in " + grant.reach()))
                .containsExactly("cert-agent in its own namespace", "cert-agent in each namespace with an istiod");
    }

    /** What `meshctl cluster register NAME` writes, against the list. */
    @Test
    void registrationGrantsWhatIsOnThePage() throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                {apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: a, user: a}}],
                 clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}], users: [{name: a, user: {token: a}}]}
                """);
        Meshctl.Run run = Meshctl.run(
                "cluster", "register", "name", "--kubeconfig", kubeconfig.toString(), "--dry-run", "-o", "json");
        assertThat(run.code()).as(run.toString()).isZero();
        Set<JsonNode> written = new LinkedHashSet<>();
        for (JsonNode object : JsonMapper.builder().build().readTree(run.out()).path("items")) {
            object.path("rules").forEach(written::add);
        }

        Set<JsonNode> listed = Grants.all().stream()
                .filter(grant -> grant.cluster().equals("each registered cluster"))
                .flatMap(grant -> grant.rules().stream())
                .map(rule -> new AccessRule(
                        rule.group(),
                        rule.resources(),
                        rule.verbs(),
                        rule.names().stream()
                                .map(name -> name.replace("NAME", "name"))
                                .toList()))
                .map(AccessRule::json)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(written).containsExactlyInAnyOrderElementsOf(listed);
    }

    private static String section(Grant grant) {
        StringBuilder text = new StringBuilder("\n## `" + grant.account() + "` on " + grant.cluster() + ", in "
                + grant.reach() + "\n\n" + grant.purpose() + " "
                + (grant.reach().equals(Grant.EVERYWHERE) ? "A ClusterRole." : "A Role.")
                + "\n\n| API group | resources | verbs |\n|---|---|---|\n");
        for (AccessRule rule : grant.rules()) {
            text.append("| ")
                    .append(rule.group().isEmpty() ? "core" : rule.group())
                    .append(" | ")
                    .append(String.join(", ", rule.resources()))
                    .append(
                            rule.names().isEmpty()
                                    ? ""
                                    : rule.names().stream()
                                            .map(name -> "`" + name + "`")
                                            .collect(Collectors.joining(", ", "; only ", "")))
                    .append(" | ")
                    .append(String.join(", ", rule.verbs()))
                    .append(" |\n");
        }
        return text.toString();
    }
}
