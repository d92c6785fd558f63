// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ApiException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meshctl trust rotate VIRTUALMESH}. */
@Command(
        name = "rotate",
        description = "Have another root made, and bring all meshes under it step by step, without a failed request.",
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl trust rotate bookinfo -n gloo-mesh --dry-run")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TrustRotateCommand implements Callable<Integer> {

    @Mixin
    private GenerationOptions options;

    @Override
    public Integer call()
            throws UnusableKubeconfigException, ApiException, InterruptedException, CommandFailedException {
        return options.ask(1);
    }
}
