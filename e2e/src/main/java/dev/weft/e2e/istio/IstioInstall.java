// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

/**
 * How Istio is installed on a cluster.
 *
 * @param revision {@code default} for the one without a name
 * @param trustDomain of all identities
 */
public record IstioInstall(String revision, String trustDomain) {

    static final IstioInstall DEFAULT = new IstioInstall("default", "cluster.local");

    /** Of istiod, the gateways and the settings. */
    static final String NAMESPACE = "istio-system";

    /** Deployment of istiod. */
    static final String ISTIOD = "istiod";

    /** ConfigMap with the settings of the mesh. */
    String configMap() {
        return "istio" + suffix();
    }

    /** ValidatingWebhookConfiguration by which the API server asks istiod. */
    String webhook() {
        return "istio-validator" + suffix() + "-" + NAMESPACE;
    }

    private String suffix() {
        return revision.equals("default") ? "" : "-" + revision;
    }
}
