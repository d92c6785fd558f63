// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.status.Subject;
import java.util.Optional;

/**
 * An object of a kind that this version accepts but does not act on yet (VirtualMesh, FailoverService).
 *
 * @param subject the object
 * @param failoverHost what traffic shifts need of it, if it is a usable FailoverService
 * @param generation {@code metadata.generation}, 0 when absent
 */
public record UnservedFact(Subject subject, long generation, PriorStatus prior, Optional<FailoverHost> failoverHost) {}
