// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.api.CrdFiles;
import dev.weft.sandbox.Sandbox;

/** What a cluster has where an agent is installed, whoever it is: the kinds that it works with, and a pod by which discovery sees it. */
final class AgentPlace {

    static final String NAMESPACE = "weft-agent";
    private static final String GROUP = "/apis/certificates.mesh.gloo.solo.io/v1alpha2/namespaces/" + NAMESPACE;
    static final String CERTIFICATES = GROUP + "/issuedcertificates";
    static final String REQUESTS = GROUP + "/certificaterequests";
    static final String DIRECTIVES = GROUP + "/podbouncedirectives";

    private AgentPlace() {}

    static void prepare(Sandbox cluster) {
        for (String definition : CrdFiles.ofAgent().values()) {
            LivePlane.applyYaml(cluster, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
        }
        LivePlane.namespace(cluster, NAMESPACE);
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/" + NAMESPACE + "/pods", """
                {apiVersion: v1, kind: Pod, metadata: {name: cert-agent-0, namespace: weft-agent, labels: {app: cert-agent}},
                 spec: {containers: [{name: cert-agent, image: cert-agent}]}}""");
    }
}
