// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

/**
 * What a traffic shift needs of a FailoverService.
 *
 * @param port 0 when not said
 * @param services how many may answer
 */
public record FailoverHost(String hostname, int port, int services) {}
