// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/** Speak TLS to the host in this mode. */
public record TlsAction(Mode mode) implements Action.OnHost {

    /** Istio's names. */
    public enum Mode {
        DISABLE,
        SIMPLE,
        ISTIO_MUTUAL
    }

    @Override
    public String field() {
        return "mtls";
    }
}
