// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.redact.KeptFields;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The fields that networking reads of the kinds in {@link ReadKinds}, for snapshots that leave the plane: what is not read is not in them.
 * Our kinds have spec and status whole, and so have our own outputs; of configuration that users wrote themselves only what it is about is read.
 */
public final class ReadFields {

    private static final Predicate<String> ANNOTATIONS = key -> key.startsWith("weft.dev/")
            || key.startsWith("discovery.mesh.gloo.solo.io/")
            || key.equals(OwnerLabels.PARENTS);

    private static final KeptFields IDENTITY = KeptFields.object(ANNOTATIONS).build();
    private static final KeptFields WHOLE =
            KeptFields.object(ANNOTATIONS).whole("spec").whole("status").build();
    /** Without the request and the certificate themselves. */
    private static final KeptFields REQUEST = KeptFields.object(ANNOTATIONS)
            .fields("status.state", "status.error", "status.observedGeneration")
            .build();

    private static final KeptFields OURS =
            KeptFields.object(ANNOTATIONS).whole("spec").build();
    private static final KeptFields OF_USERS = KeptFields.object(ANNOTATIONS)
            .fields("spec.hosts", "spec.host", "spec.gateways", "spec.addresses", "spec.subjectAltNames")
            .fields("spec.selector.*", "spec.servers.hosts", "spec.servers.port.number", "spec.servers.tls.mode")
            .fields(
                    "spec.subsets.name",
                    "spec.subsets.labels.*",
                    "spec.exportTo",
                    "spec.workloadSelector.matchLabels.*")
            .build();
    private static final KeptFields DEFINITION = KeptFields.object(key -> false)
            .fields("spec.group", "spec.scope", "spec.names.kind", "spec.names.plural")
            .fields("spec.versions.name", "spec.versions.served", "spec.versions.storage")
            .build();

    private ReadFields() {}

    /** The object with the fields that are read; empty for one that is not read, of whatever kind. */
    public static Optional<ObjectNode> of(RawObject object) {
        return fields(object).map(fields -> fields.of(object.body()));
    }

    private static Optional<KeptFields> fields(RawObject object) {
        GroupKind kind = object.id().kind();
        if (ReadKinds.ofManagement().contains(kind)) {
            return Optional.of(WHOLE);
        }
        if (kind.equals(ReadKinds.NAMESPACE)) {
            return Optional.of(IDENTITY);
        }
        if (kind.equals(ReadKinds.CRD)) {
            return Optional.of(DEFINITION);
        }
        if (kind.equals(ReadKinds.CERTIFICATE_REQUEST)) {
            return Optional.of(REQUEST);
        }
        if (ReadKinds.isOfTrust(kind)) {
            return Optional.of(WHOLE);
        }
        if (!ReadKinds.isConfig(kind)) {
            return Optional.empty();
        }
        boolean ours = object.metadata().path("labels").has(OwnerLabels.OWNER);
        return Optional.of(ours ? OURS : OF_USERS);
    }
}
