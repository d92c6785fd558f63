// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.util.List;
import java.util.Optional;

/**
 * How Istio is installed on a cluster.
 *
 * @param revision {@code default} for the one without a name
 * @param trustDomain of all identities
 * @param others whose callers it lets in besides
 */
public record IstioInstall(String revision, String trustDomain, Optional<Others> others) {

    static final IstioInstall DEFAULT = new IstioInstall("default", "cluster.local");

    /** Nobody is let in besides. */
    public IstioInstall(String revision, String trustDomain) {
        this(revision, trustDomain, Optional.empty());
    }

    /**
     * Other trust domains.
     *
     * @param root that signs for them, as PEM
     */
    public record Others(List<String> trustDomains, String root) {

        public Others {
            trustDomains = List.copyOf(trustDomains);
        }
    }

    /** This one, which lets callers of other trust domains in. */
    public IstioInstall lettingIn(Others others) {
        return new IstioInstall(revision, trustDomain, Optional.of(others));
    }

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
