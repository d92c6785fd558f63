// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.KubeApi;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/**
 * What all reflectors of a cluster share.
 *
 * @param lists how many pages may be read at the same time
 * @param chance for jitter
 */
record ReflectorPorts(
        String cluster,
        KubeApi api,
        ServedKinds served,
        Semaphore lists,
        WatchSettings settings,
        InstantSource time,
        RandomGenerator chance) {}
