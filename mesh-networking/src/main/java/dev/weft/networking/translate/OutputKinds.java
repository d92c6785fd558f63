// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.smi.SmiKinds;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import java.util.stream.Stream;

/** Every kind that is written to registered clusters, whatever their mesh. */
public final class OutputKinds {

    /** All that this version writes, and therefore all that it may delete. */
    public static final List<GroupKind> WRITTEN = Stream.of(IstioKinds.WRITTEN, SmiKinds.WRITTEN)
            .flatMap(List::stream)
            .toList();

    private OutputKinds() {}

    /** Versions we know how to write and read, best first. */
    public static List<String> versions(GroupKind kind) {
        return IstioKinds.WRITTEN.contains(kind) ? IstioKinds.VERSIONS : SmiKinds.versions(kind);
    }
}
