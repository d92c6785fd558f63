// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

/**
 * What a ConfigMap says under key {@code mesh}.
 *
 * @param name of the ConfigMap
 * @param trustDomain empty when not set
 * @param dnsCapture whether sidecars answer DNS
 * @param problem why (a part of) it could not be read, empty when it could
 * @param readable whether any of it could be read; if not, the other values mean nothing
 */
public record MeshConfigFact(String name, String trustDomain, boolean dnsCapture, String problem, boolean readable) {}
