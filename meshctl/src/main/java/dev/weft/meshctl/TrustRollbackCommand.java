// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ApiException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meshctl trust rollback VIRTUALMESH}. */
@Command(
        name = "rollback",
        description = "Go back to the root before, from wherever a rotation is; in the same steps.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl trust rollback bookinfo -n gloo-mesh")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrustRollbackCommand implements Callable<Integer> {

    @Mixin
    private GenerationOptions options;

    @Override
    public Integer call()
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        return options.ask(-1);
    }
}
