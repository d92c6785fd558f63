// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an install of Istio writes of settings and of its webhook. */
final class IstiodObjects {

    private IstiodObjects() {}

    /** @param webhookPort where istiod answers the API server */
    static String yaml(IstioInstall istio, int webhookPort) {
        return """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: CONFIG_MAP
              namespace: istio-system
              labels: {istio.io/rev: "REVISION", release: istio}
            data:
              meshNetworks: "networks: {}"
              mesh: |
                trustDomain: TRUST_DOMAIN
                enablePrometheusMerge: false
                accessLogFile: /dev/stdout
                outboundTrafficPolicy: {mode: REGISTRY_ONLY}
                OTHERS
                defaultConfig:
                  proxyMetadata: {PROXY_CONFIG_XDS_AGENT: "true"}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata:
              name: WEBHOOK
              labels: {app: istiod, istio: istiod, istio.io/rev: "REVISION"}
            webhooks:
              - name: rev.validation.istio.io
                clientConfig: {url: "https://localhost:PORT/validate"}
                rules:
                  - operations: [CREATE, UPDATE]
                    apiGroups: [security.istio.io, networking.istio.io, telemetry.istio.io, extensions.istio.io]
                    apiVersions: ["*"]
                    resources: ["*"]
                failurePolicy: Ignore
                sideEffects: None
                admissionReviewVersions: [v1]
            """.replace("CONFIG_MAP", istio.configMap())
                .replace("REVISION", istio.revision())
                .replace("TRUST_DOMAIN", istio.trustDomain())
                .replace("OTHERS", istio.others().map(IstiodObjects::trusted).orElse(""))
                .replace("WEBHOOK", istio.webhook())
                .replace("PORT", String.valueOf(webhookPort));
    }

    /** In one line, since it stands in a text of its own. */
    private static String trusted(IstioInstall.Others others) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        ObjectNode entry = all.addObject().put("pem", others.root());
        others.trustDomains().forEach(entry.putArray("trustDomains")::add);
        return "caCertificates: " + all;
    }
}
