// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

/**
 * A container of a pod.
 *
 * @param image may be empty
 * @param role when it runs
 * @param router whether its arguments say that it is an Istio proxy in the role of a gateway
 * @param virtualNode value of {@code APPMESH_VIRTUAL_NODE_NAME}, empty when not set
 */
public record ContainerFact(String name, String image, Role role, boolean router, String virtualNode) {

    /** When a container runs. */
    public enum Role {
        /** Beside the others for the whole life of the pod. */
        MAIN,
        /** Like MAIN, declared as an init container with {@code restartPolicy: Always} (a native sidecar). */
        NATIVE_SIDECAR,
        /** To completion, before the others. */
        INIT
    }

    /** Whether it runs as long as the pod. */
    public boolean runs() {
        return role != Role.INIT;
    }
}
