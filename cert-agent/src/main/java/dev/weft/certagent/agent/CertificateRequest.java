// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.CertificateRequestSpec;
import dev.weft.api.certificates.CertificateRequestStatus;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the agent asks of the management side, as fabric8's client needs it. */
@Group("certificates.mesh.gloo.solo.io")
@Version("v1alpha2")
@Plural("certificaterequests")
public class CertificateRequest extends CustomResource<CertificateRequestSpec, CertificateRequestStatus>
        implements Namespaced {}
