// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

/** The two forms of the API that people have objects in. */
public enum ApiLevel {
    /** Gloo Mesh 0.12 and Weft. */
    V1ALPHA2("v1alpha2"),

    /** Gloo Mesh 1.1. */
    V1("v1");

    private final String version;

    ApiLevel(String version) {
        this.version = version;
    }

    /** As in {@code apiVersion}, behind the group. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        return version;
    }
}
