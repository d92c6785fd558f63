// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/** What a Secret of the management cluster that signs for meshes is known by. */
public final class RootSecret {

    /** Of those that the plane makes; the reference's. */
    public static final String TYPE = "certificates.mesh.gloo.solo.io/generated_signing_cert";

    /** On one that a user provides: says that its key is there to sign for meshes. Who may write a VirtualMesh cannot set it. */
    public static final String PROVIDED_LABEL = "weft.dev/signing-ca";

    private RootSecret() {}
}
