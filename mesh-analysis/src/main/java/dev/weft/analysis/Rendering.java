// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a snapshot comes to.
 *
 * @param outputs desired outputs by registered cluster, each list ordered by id; clusters without outputs have an empty list
 * @param management discovered objects, and every input whose status we write, ordered
 * @param deletes outputs of ours that are no longer wanted, ordered
 * @param findings ordered, without duplicates
 * @param ignored how many objects of each kind nobody reads
 * @param rejected whether some input is INVALID or FAILED, or could not be decoded
 */
public record Rendering(
        SortedMap<String, List<Rendered>> outputs,
        List<ManagementDocument> management,
        List<ObjectId> deletes,
        List<Finding> findings,
        SortedMap<GroupKind, Integer> ignored,
        boolean rejected) {

    public Rendering {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        management = List.copyOf(management);
        deletes = List.copyOf(deletes);
        findings = List.copyOf(findings);
        ignored = Collections.unmodifiableSortedMap(new TreeMap<>(ignored));
    }
}
