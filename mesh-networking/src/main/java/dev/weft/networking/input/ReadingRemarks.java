// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * What reading one object had to say about it.
 *
 * @param undecodable whether it parses but does not decode; no fact was made of it
 */
record ReadingRemarks(List<Finding> findings, boolean undecodable) {

    ReadingRemarks {
        findings = List.copyOf(findings);
    }
}
