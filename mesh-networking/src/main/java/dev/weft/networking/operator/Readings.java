// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.rules.RootSecret;
import dev.weft.networking.translate.OutputKinds;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.runtime.cluster.Registration;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.watch.Reading;
import java.util.ArrayList;
import java.util.List;

/** What networking reads of live clusters. */
public final class Readings {

    private Readings() {}

    public static List<Reading> ofManagement() {
        List<Reading> readings = new ArrayList<>();
        for (GroupKind kind : ReadKinds.ofManagement()) {
            readings.add(Reading.of(kind, kind.equals(ReadKinds.KUBERNETES_CLUSTER) ? "v1alpha1" : "v1alpha2"));
        }
        return readings;
    }

    /**
     * The Secrets that sign, in the namespace of the plane. They are read for their public part; one that a user keeps elsewhere signs as well,
     * but nobody sees its root before.
     */
    public static List<Reading> ofRoots(String installNamespace) {
        Reading secrets = Reading.of(ReadKinds.SECRET, "v1").inNamespace(installNamespace);
        return List.of(
                secrets.withFields("type=" + RootSecret.TYPE),
                secrets.withLabels(RootSecret.PROVIDED_LABEL + "=true")
                        .withFields("type!=" + RootSecret.TYPE + ",type!=" + Registration.TYPE));
    }

    /** The kinds that are written, what users have of them, which versions are served, and what agents ask. */
    public static List<Reading> ofClusters() {
        List<Reading> readings = new ArrayList<>();
        readings.add(Reading.of(ReadKinds.CRD, "v1"));
        for (GroupKind kind : OutputKinds.OURS) {
            readings.add(new Reading(kind, OutputKinds.versions(kind), "", "", ""));
        }
        readings.add(new Reading(TrustKinds.CERTIFICATE_REQUEST, TrustKinds.VERSIONS, "", "", ""));
        return readings;
    }
}
