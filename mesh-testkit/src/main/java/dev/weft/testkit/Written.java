// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

/** YAML text of the kinds that users write; a test gives the spec only. Objects are named {@code namespace/name}. */
public final class Written {

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    private Written() {}

    /** @param spec YAML of the value of {@code spec}, not indented */
    public static String trafficPolicy(String key, String spec) {
        return object(NETWORKING, "TrafficPolicy", key, spec);
    }

    /** @param spec YAML of the value of {@code spec}, not indented */
    public static String accessPolicy(String key, String spec) {
        return object(NETWORKING, "AccessPolicy", key, spec);
    }

    /** The Settings that count by default, {@code gloo-mesh/settings}. */
    public static String settings(String spec) {
        return object("settings.mesh.gloo.solo.io/v1alpha2", "Settings", "gloo-mesh/settings", spec);
    }

    /** Any object of generation 1. */
    public static String object(String apiVersion, String kind, String key, String spec) {
        int slash = key.indexOf('/');
        return """
            apiVersion: %s
            kind: %s
            metadata:
              name: %s
              namespace: %s
              generation: 1
            spec:
            %s""".formatted(
                        apiVersion,
                        kind,
                        key.substring(slash + 1),
                        key.substring(0, slash),
                        spec.stripTrailing().indent(2));
    }
}
