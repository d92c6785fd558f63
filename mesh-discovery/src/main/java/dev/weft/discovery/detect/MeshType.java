// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

/** The kinds of mesh that are discovered. */
public enum MeshType {
    ISTIO,
    OSM,
    APP_MESH
}
