// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.watch.Reading;
import java.util.List;
import java.util.Set;

/**
 * What makes one operator another than the other.
 *
 * @param name of the program, of its Lease and of its field manager: {@code mesh-discovery} or {@code mesh-networking}
 * @param step decides
 * @param ofManagement what it reads of the management cluster, kubeconfig Secrets aside
 * @param ofClusters what it reads of each registered cluster
 * @param written kinds that it writes on registered clusters
 * @param identity as whom it goes to registered clusters
 */
public record OperatorParts(
        String name,
        WorldStep step,
        List<Reading> ofManagement,
        List<Reading> ofClusters,
        Set<GroupKind> written,
        Identity identity) {

    public OperatorParts {
        ofManagement = List.copyOf(ofManagement);
        ofClusters = List.copyOf(ofClusters);
        written = Set.copyOf(written);
    }

    /** The two identities that a registration makes. */
    public enum Identity {
        READER,
        WRITER
    }
}
