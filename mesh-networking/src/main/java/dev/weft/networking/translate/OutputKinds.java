// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.smi.SmiKinds;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import java.util.stream.Stream;

/** Every kind that is written to registered clusters or deleted there, whatever their mesh. */
public final class OutputKinds {

    /** All of which an object may be ours: what this version writes, and what it only deletes. */
    public static final List<GroupKind> OURS = Stream.of(
                    IstioKinds.WRITTEN, SmiKinds.WRITTEN, TrustKinds.WRITTEN, IstioKinds.RETIRED)
            .flatMap(List::stream)
            .toList();

    private OutputKinds() {}

    /** Versions we know how to write and read, best first. */
    public static List<String> versions(GroupKind kind) {
        if (TrustKinds.WRITTEN.contains(kind)) {
            return TrustKinds.VERSIONS;
        }
        return kind.group().endsWith("istio.io") ? IstioKinds.VERSIONS : SmiKinds.versions(kind);
    }
}
