// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, each with the path of the field. */
final class Complaints {

    private final List<String> all = new ArrayList<>();

    void add(String path, String what) {
        all.add(path + ": " + what);
    }

    /** Complains unless {@code fine}. */
    void unless(boolean fine, String path, String what) {
        if (!fine) {
            add(path, what);
        }
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
