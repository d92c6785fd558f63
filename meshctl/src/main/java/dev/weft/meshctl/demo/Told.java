// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

/**
 * What a scene came to.
 *
 * @param headline one line
 * @param details lines below it, ending in line feeds; may be empty
 */
record Told(String headline, String details) {}
