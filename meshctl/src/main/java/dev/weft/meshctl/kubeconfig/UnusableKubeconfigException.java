// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

/** A kubeconfig that cannot be used; the message says where, why and what to do, and holds no secret. */
public final class UnusableKubeconfigException extends Exception {

    private static final long serialVersionUID = 1;

    UnusableKubeconfigException(String message) {
        super(message);
    }
}
