// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;

/** A part of the story. */
interface Scene {

    /** Its name in {@code demo.json}. */
    String name();

    /** What is being done, shown while it lasts. */
    String doing();

    /** Plays it; it ends when what it tells is true on the servers. */
    Told play(World world)
            throws IOException, InterruptedException, CommandFailedException, ApiException, UnusableKubeconfigException;
}
