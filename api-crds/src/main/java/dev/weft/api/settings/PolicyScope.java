// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.settings;

import com.fasterxml.jackson.annotation.JsonProperty;

/** To which services policies may apply. */
public enum PolicyScope {
    /** Every policy to every service. */
    @JsonProperty("Any")
    ANY("Any"),
    /** Policies of the install namespace to every service, others to services of their own namespace. */
    @JsonProperty("OwnNamespace")
    OWN_NAMESPACE("OwnNamespace"),
    /** Policies of the install namespace to every service, others to none. */
    @JsonProperty("InstallNamespace")
    INSTALL_NAMESPACE("InstallNamespace");

    private final String written;

    PolicyScope(String written) {
        this.written = written;
    }

    /** As objects have it. */
    @Override
    public String toString() {
        return written;
    }
}
