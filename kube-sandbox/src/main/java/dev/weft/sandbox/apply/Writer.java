// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.apply;

/**
 * Who writes.
 *
 * @param manager name of the field manager
 * @param apiVersion the version the object was sent in
 * @param subresource empty for the object itself
 * @param time RFC 3339, whole seconds
 */
public record Writer(String manager, String apiVersion, String subresource, String time) {}
