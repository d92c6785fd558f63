// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

/** The controlling owner of an object: the owner reference whose {@code controller} is true. */
public record Owner(String kind, String name) {}
