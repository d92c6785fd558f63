// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

/** One {@link MeshWorld} for all scenarios of a run. */
final class SharedMesh extends SharedWorld<MeshWorld> {

    SharedMesh() {
        super(MeshWorld.class, "lab", MeshWorld::start);
    }
}
