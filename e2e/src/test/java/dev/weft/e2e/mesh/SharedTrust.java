// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

/** One {@link TrustWorld} for all scenarios of a run. */
final class SharedTrust extends SharedWorld<TrustWorld> {

    SharedTrust() {
        super(TrustWorld.class, "trust", TrustWorld::start);
    }
}
