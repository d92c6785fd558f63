// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.util.List;

/** Who calls. Names and groups as Kubernetes writes them ({@code system:serviceaccount:ns:name}). */
public record User(String name, String uid, List<String> groups) {
    public static final String MASTERS = "system:masters";

    /** May do everything. */
    public static final User ADMIN = new User("kubernetes-admin", "", List.of(MASTERS, "system:authenticated"));

    /** The controllers of this server. */
    public static final User CONTROLLERS = new User("system:kube-controller-manager", "", List.of(MASTERS));

    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"));

    public User {
        groups = List.copyOf(groups);
    }
}
