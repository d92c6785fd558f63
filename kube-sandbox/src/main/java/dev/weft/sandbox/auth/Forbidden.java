// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Refusal;

/** How Kubernetes words what somebody may not do. */
final class Forbidden {
    private Forbidden() {}

    static Refusal of(User user, Attributes wanted) {
        String who = "User \"" + user.name() + "\" cannot ";
        if (wanted.resource().isEmpty()) {
            String message = "forbidden: " + who + wanted.verb() + " path \"" + wanted.path() + "\"";
            return new Refusal(403, "Forbidden", message, Json.object());
        }
        String where = wanted.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + wanted.namespace() + "\"";
        return Refusal.forbidden(
                wanted.group(),
                wanted.resource().replaceAll("/.*", ""),
                wanted.name(),
                who + wanted.verb() + " resource \"" + wanted.resource() + "\" in API group \"" + wanted.group() + "\" "
                        + where);
    }
}
