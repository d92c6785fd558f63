// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

/**
 * A pod of a workload that has one, in the namespace {@code bookinfo}.
 *
 * @param role what its proxy does
 * @param name of its Deployment
 * @param app value of its label {@code app}, and name of its service account and, for a server, of its Service
 * @param version value of its label {@code version}
 */
public record Pod(Role role, String name, String app, String version) {

    /** Namespace of all of them. */
    public static final String NAMESPACE = "bookinfo";

    /** What the proxy of a pod does. */
    public enum Role {
        /** Takes the requests of other pods and passes them to its app. */
        SERVER("sidecar"),
        /** Sends the requests of its app, which here is the test, to the Services of all namespaces. */
        CLIENT("sidecar"),
        /** Stands at the edge. */
        GATEWAY("router");

        private final String proxy;

        Role(String proxy) {
            this.proxy = proxy;
        }

        /** What pilot-agent calls it. */
        String proxy() {
            return proxy;
        }
    }

    public static Pod client(String name) {
        return new Pod(Role.CLIENT, name, name, "v1");
    }

    public static Pod server(String app, String version) {
        return new Pod(Role.SERVER, app + "-" + version, app, version);
    }

    public static Pod gateway(String name) {
        return new Pod(Role.GATEWAY, name, name, "v1");
    }

    /** The identity that its certificate has. */
    public String spiffe() {
        return "spiffe://cluster.local/ns/" + NAMESPACE + "/sa/" + app;
    }
}
