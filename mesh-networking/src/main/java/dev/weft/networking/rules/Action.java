// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/**
 * One thing a TrafficPolicy asks for, normalised: two actions that mean the same are equal, so a conflict is "same field, different
 * value".
 */
public sealed interface Action {

    /** The field of the TrafficPolicy that asks for it, without {@code spec.}; it is also the unit of conflict. */
    String field();

    /** An action on the route of a request; it meets other policies only where their {@link RouteMatch} is the same. */
    sealed interface OnRoute extends Action
            permits CorsAction, FaultAction, HeaderAction, MirrorAction, RetryAction, ShiftAction, TimeoutAction {}

    /** An action on the host as a whole; it meets every other policy of the target. */
    sealed interface OnHost extends Action permits OutlierAction, TlsAction {}
}
