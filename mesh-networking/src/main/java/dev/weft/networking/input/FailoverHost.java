// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.networking.rules.GoDuration;

/**
 * What a traffic shift needs of a FailoverService.
 *
 * @param port 0 when not said
 * @param services how many may answer
 * @param perTryTimeout how long each may take
 */
public record FailoverHost(String hostname, int port, int services, GoDuration perTryTimeout) {}
