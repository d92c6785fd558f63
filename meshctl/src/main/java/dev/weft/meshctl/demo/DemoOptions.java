// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the demo runs.
 *
 * @param folder for kubeconfigs and {@code demo.json}; without one they go when the demo ends
 * @param timeout for the whole story
 * @param full longer scenes
 * @param registerManagement the management cluster is a workload cluster too
 */
public record DemoOptions(Optional<Path> folder, Duration timeout, boolean full, boolean registerManagement) {

    /** How many edits are timed. */
    int edits() {
        return full ? 50 : 20;
    }
}
