// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.apply.Respondent;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.watch.Reading;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What makes one operator another than the other.
 *
 * @param name of the program, of its Lease and of its field manager: {@code mesh-discovery} or {@code mesh-networking}
 * @param step decides
 * @param ofManagement what it reads of the management cluster, kubeconfig Secrets aside
 * @param ofClusters what it reads of each registered cluster
 * @param written kinds that it writes on registered clusters
 * @param identity as whom it goes to registered clusters
 * @param respondent makes who answers the objects that ask something
 */
public record OperatorParts(
        String name,
        WorldStep step,
        List<Reading> ofManagement,
        List<Reading> ofClusters,
        Set<GroupKind> written,
        Identity identity,
        Function<Reach, Respondent> respondent) {

    public OperatorParts {
        ofManagement = List.copyOf(ofManagement);
        ofClusters = List.copyOf(ofClusters);
        written = Set.copyOf(written);
    }

    /** Of an operator that no object asks anything. */
    public OperatorParts(
            String name,
            WorldStep step,
            List<Reading> ofManagement,
            List<Reading> ofClusters,
            Set<GroupKind> written,
            Identity identity) {
        this(name, step, ofManagement, ofClusters, written, identity, reach -> Respondent.NOBODY);
    }

    /**
     * What can be reached from where an operator runs.
     *
     * @param clusters the API server of a registered cluster that is open
     * @param clock the time of day
     */
    public record Reach(KubeApi management, Function<String, Optional<KubeApi>> clusters, InstantSource clock) {}

    /** The two identities that a registration makes. */
    public enum Identity {
        READER,
        WRITER
    }
}
