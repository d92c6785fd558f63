// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

/**
 * A Mesh resource of the App Mesh controller.
 *
 * @param arn {@code status.meshARN}
 */
public record AppMeshFact(String name, String arn) {}
