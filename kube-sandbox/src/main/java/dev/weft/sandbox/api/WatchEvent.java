// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

/**
 * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
 * @param json the object, or a Status
 */
public record WatchEvent(String type, byte[] json) {}
