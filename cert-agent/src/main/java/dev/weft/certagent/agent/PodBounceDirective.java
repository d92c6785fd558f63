// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveStatus;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** What is to be restarted for a new certificate, as fabric8's client needs it. */
@Group("certificates.mesh.gloo.solo.io")
@Version("v1alpha2")
@Plural("podbouncedirectives")
public class PodBounceDirective extends CustomResource<PodBounceDirectiveSpec, PodBounceDirectiveStatus>
        implements Namespaced {}
