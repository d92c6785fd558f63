// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An API server that can only be read through this, whatever the identity behind it may do. */
public final class ReadOnlyApi implements KubeApi {

    private final KubeApi api;

    /** @param api makes the calls; closed with this */
    public ReadOnlyApi(KubeApi api) {
        this.api = api;
    }

    /** @throws IllegalArgumentException for a call that could change something */
    @Override
    public ObjectNode call(ApiCall call) throws ApiException, InterruptedException {
        if (call.method() != ApiCall.Method.GET) {
            throw new IllegalArgumentException("only reads are made here, not " + call);
        }
        return api.call(call);
    }

    @Override
    public WatchStream watch(String path) throws ApiException, InterruptedException {
        return api.watch(path);
    }

    @Override
    public void close() {
        api.close();
    }
}
