// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.meshctl.live.Tables;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What agents were told of roots, and what they see, as a table. */
public final class TrustTable {

    private static final String TRUST_SHARED = "TrustShared";
    private static final int SHORT = 8;
    private static final List<String> TITLES =
            List.of("VIRTUALMESH", "CLUSTER", "SIGNER", "TRUSTED", "SEEN", "NOT AFTER", "WAITING FOR");

    private TrustTable() {}

    /** One line for each authority of each VirtualMesh, then what the condition of each VirtualMesh says. */
    public static String of(RawSnapshot snapshot, String installNamespace) {
        SortedMap<String, ClusterInput> clusters = new TreeMap<>();
        snapshot.clusters()
                .forEach((name, cluster) ->
                        clusters.put(name, new ClusterInput(cluster.objects(), cluster.knowledge())));
        Scope scope = new Scope(installNamespace, "", new Ref(installNamespace, "settings"), false);
        Collection<IssuedFact> issued = SnapshotAssembly.of(scope, List.of(), List.of(), clusters)
                .snapshot()
                .issued()
                .values();
        List<List<String>> rows = new ArrayList<>();
        StringBuilder conditions = new StringBuilder();
        for (RawObject object : snapshot.management()) {
            if (object.id().kind().equals(ReadKinds.VIRTUAL_MESH)
                    && !object.spec().path("mtlsConfig").isMissingNode()) {
                Ref virtualMesh = new Ref(object.id().namespace(), object.id().name());
                issued.stream()
                        .filter(fact -> fact.isBecauseOf(virtualMesh))
                        .forEach(fact -> rows.add(row(virtualMesh, fact)));
                conditions
                        .append(virtualMesh)
                        .append(": ")
                        .append(condition(object))
                        .append('\n');
            }
        }
        if (conditions.isEmpty()) {
            return "No VirtualMesh asks for certificates (spec.mtlsConfig).\n";
        }
        if (rows.isEmpty()) {
            return conditions.toString();
        }
        rows.addFirst(TITLES);
        return Tables.columns(rows) + conditions;
    }

    private static List<String> row(Ref virtualMesh, IssuedFact fact) {
        Optional<IssuedCertificateSpec.Trust> trust = fact.trust();
        String signer = trust.map(IssuedCertificateSpec.Trust::signingRoot).orElse("");
        String trusted = trust.map(IssuedCertificateSpec.Trust::bundle)
                .map(TrustTable::roots)
                .orElse("-");
        return List.of(
                virtualMesh.toString(),
                fact.id().cluster(),
                signer.isEmpty() ? "-" : shortened(signer),
                trusted,
                fact.evidence().phase().map(Enum::name).orElse("-"),
                fact.notAfter().isEmpty() ? "-" : fact.notAfter(),
                String.join("; ", fact.evidence().lacking()));
    }

    private static String roots(String bundle) {
        try {
            return TrustBundle.read(bundle).roots().stream()
                    .map(root -> shortened(root.sha256()))
                    .collect(Collectors.joining(","));
        } catch (PkiException e) {
            return "cannot be read";
        }
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(SHORT, hash.length()));
    }

    private static String condition(RawObject virtualMesh) {
        JsonNode condition = Conditions.of(virtualMesh.status(), TRUST_SHARED);
        return condition.isMissingNode()
                ? "nothing is said of its root yet"
                : TRUST_SHARED + "=" + condition.path("status").asText("") + " ("
                        + condition.path("reason").asText("") + "): "
                        + condition.path("message").asText("");
    }
}
