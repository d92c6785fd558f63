// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the management side wants here, as fabric8's client needs it. */
@Group("certificates.mesh.gloo.solo.io")
@Version("v1alpha2")
@Plural("issuedcertificates")
public class IssuedCertificate extends CustomResource<IssuedCertificateSpec, IssuedCertificateStatus>
        implements Namespaced {}
