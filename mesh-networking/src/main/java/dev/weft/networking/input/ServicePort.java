// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

/**
 * A port of a Service.
 *
 * @param number 1 to 65535
 * @param name may be empty
 * @param protocol Kubernetes protocol, for example {@code TCP}
 * @param appProtocol may be empty
 */
public record ServicePort(int number, String name, String protocol, String appProtocol) {}
