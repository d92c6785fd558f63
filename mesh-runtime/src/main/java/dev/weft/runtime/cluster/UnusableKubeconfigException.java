// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

/** A kubeconfig that is not used; the message says why and what to do, and repeats nothing secret. */
public final class UnusableKubeconfigException extends Exception {

    private static final long serialVersionUID = 1;

    UnusableKubeconfigException(String message) {
        super(message);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
