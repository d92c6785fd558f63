// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import java.util.Optional;

/** A ReplicaSet and its controlling owner. */
public record ReplicaSetFact(String name, Optional<Owner> owner) {}
