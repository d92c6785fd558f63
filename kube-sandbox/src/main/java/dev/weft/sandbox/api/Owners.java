// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import dev.weft.sandbox.apply.Writer;

/** Names the writer of a call, for managedFields. */
final class Owners {
    private final Timestamps timestamps;

    Owners(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    Writer writer(Call call) {
        return new Writer(call.options().manager(), call.resource().apiVersion(), call.subresource(), timestamps.now());
    }
}
