// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

/** What an install of Istio writes, as far as istiod and our discovery look at it. */
final class IstiodObjects {

    static final String NAMESPACE = "istio-system";
    static final String WEBHOOK = "istio-validator-istio-system";

    private IstiodObjects() {}

    /** @param webhookPort where istiod answers the API server */
    static String yaml(int webhookPort) {
        return """
            apiVersion: v1
            kind: Namespace
            metadata: {name: istio-system}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: istio
              namespace: istio-system
              labels: {istio.io/rev: default, release: istio}
            data:
              meshNetworks: "networks: {}"
              mesh: |
                trustDomain: cluster.local
                enablePrometheusMerge: false
                accessLogFile: /dev/stdout
                outboundTrafficPolicy: {mode: REGISTRY_ONLY}
                defaultConfig:
                  proxyMetadata: {PROXY_CONFIG_XDS_AGENT: "true"}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: istiod
              namespace: istio-system
              labels: {app: istiod, istio: pilot, istio.io/rev: default, operator.istio.io/component: Pilot}
            spec:
              replicas: 1
              selector:
                matchLabels: {istio: pilot}
              template:
                metadata:
                  labels: {app: istiod, istio: pilot, istio.io/rev: default, sidecar.istio.io/inject: "false"}
                spec:
                  serviceAccountName: istiod
                  containers:
                    - name: discovery
                      image: docker.io/istio/pilot:1.32.0
                      args: [discovery]
                      env:
                        - {name: REVISION, value: default}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata:
              name: %s
              labels: {app: istiod, istio: istiod, istio.io/rev: default}
            webhooks:
              - name: rev.validation.istio.io
                clientConfig: {url: "https://localhost:%d/validate"}
                rules:
                  - operations: [CREATE, UPDATE]
                    apiGroups: [security.istio.io, networking.istio.io, telemetry.istio.io, extensions.istio.io]
                    apiVersions: ["*"]
                    resources: ["*"]
                failurePolicy: Ignore
                sideEffects: None
                admissionReviewVersions: [v1]
            """.formatted(WEBHOOK, webhookPort);
    }
}
