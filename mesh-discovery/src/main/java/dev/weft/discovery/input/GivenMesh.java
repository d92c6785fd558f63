// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.runtime.ref.Ref;

/** A Mesh object that exists already. */
public record GivenMesh(Ref ref, MeshSpec spec) {}
