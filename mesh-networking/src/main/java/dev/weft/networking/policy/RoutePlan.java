// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.RouteMatch;
import java.util.List;

/**
 * A route to be: its condition, and what happens to requests that meet it.
 *
 * @param actions never empty, at most one for each field, ordered by field
 */
public record RoutePlan(RouteMatch match, List<Owned<Action.OnRoute>> actions) {

    public RoutePlan {
        actions = List.copyOf(actions);
    }
}
