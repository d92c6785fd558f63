// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.Action;
import dev.weft.runtime.ref.Ref;

/**
 * An action and the policy that asked for it first.
 *
 * @param <A> kind of action
 */
public record Owned<A extends Action>(A action, Ref policy) {}
