// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * An object of the files and what was found.
 *
 * @param note a remark on the verdict; empty when there is none
 * @param findings about this object, ordered
 */
public record CheckedObject(RawObject object, Verdict verdict, String note, List<Finding> findings) {

    public CheckedObject {
        findings = List.copyOf(findings);
    }
}
