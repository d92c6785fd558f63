// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

/** TLS modes of Istio; DISABLE is the zero value. */
public enum TlsMode {
    DISABLE,
    SIMPLE,
    ISTIO_MUTUAL
}
