// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Asked;
import dev.weft.certagent.issue.Held;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Wanted;
import dev.weft.certagent.issue.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The objects of an IssuedCertificate, read from the server itself: a cache may be old, and an old view would make a second key. Every write
 * is for the version that was read, so of two agents one gets a conflict and looks again.
 */
final class Cluster {
    private static final int GONE = 404;

    private final KubernetesClient client;
    private final AgentRules rules;

    Cluster(KubernetesClient client, AgentRules rules) {
        this.client = client;
        this.rules = rules;
    }

    /** Empty when it is not there, or about to go. */
    Optional<Look> look(Ref ref) {
        IssuedCertificate certificate = client.resources(IssuedCertificate.class)
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .get();
        if (certificate == null || certificate.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        Wanted wanted = wanted(certificate);
        IssuedCertificateStatus told = Objects.requireNonNullElse(certificate.getStatus(), World.UNTOLD);
        if (!wanted.isOurs() || wanted.objection(rules).isPresent()) {
            // Whatever it names, this agent may not even be allowed to read it.
            World world = new World(
                    wanted, told, new Held.Absent(), new Asked.Nothing(), new Held.Absent(), World.Backup.NONE);
            return Optional.of(new Look(world, certificate, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        Optional<Secret> key = secret(ref);
        Optional<CertificateRequest> request = Optional.ofNullable(client.resources(CertificateRequest.class)
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .get());
        Optional<Secret> caCerts = secret(wanted.secret());
        Held held = held(caCerts, Marks.ISSUED_TYPE);
        World world = new World(
                wanted,
                told,
                held(key, Marks.KEY_TYPE),
                request.map(this::asked).orElse(new Asked.Nothing()),
                held,
                held instanceof Held.Foreign ? backup(wanted, caCerts) : World.Backup.NONE);
        return Optional.of(new Look(world, certificate, key, request, caCerts));
    }

    private World.Backup backup(Wanted wanted, Optional<Secret> caCerts) {
        if (caCerts.isEmpty()) {
            return World.Backup.NONE;
        }
        Optional<Secret> copy = secret(new Ref(wanted.secret().namespace(), Marks.BACKUP));
        if (copy.isEmpty()) {
            return World.Backup.NONE;
        }
        return Objects.equals(copy.get().getData(), caCerts.get().getData()) ? World.Backup.SAME : World.Backup.OTHER;
    }

    static Wanted wanted(IssuedCertificate certificate) {
        ObjectMeta metadata = certificate.getMetadata();
        Ref ref = new Ref(metadata.getNamespace(), metadata.getName());
        IssuedCertificateSpec spec = Objects.requireNonNullElse(
                certificate.getSpec(), new IssuedCertificateSpec(null, null, null, null, null, null));
        return Wanted.of(ref, metadata.getUid(), generation(metadata), spec);
    }

    private static long generation(ObjectMeta metadata) {
        return metadata.getGeneration() == null ? 0 : metadata.getGeneration();
    }

    private Optional<Secret> secret(Ref ref) {
        return Optional.ofNullable(client.secrets()
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .get());
    }

    private Held held(Optional<Secret> secret, String type) {
        if (secret.isEmpty()) {
            return new Held.Absent();
        }
        Secret there = secret.get();
        Map<String, byte[]> data = new HashMap<>();
        if (there.getData() != null) {
            there.getData()
                    .forEach((name, text) -> data.put(name, Base64.getDecoder().decode(text)));
        }
        Held held = Held.of(
                rules, labels(there), Objects.requireNonNullElse(there.getType(), ""), type, data, annotations(there));
        return held instanceof Held.Foreign foreign && Boolean.TRUE.equals(there.getImmutable())
                ? foreign.madeImmutable()
                : held;
    }

    private Asked asked(CertificateRequest request) {
        if (!rules.namespace().equals(labels(request).get(Marks.OWNER_LABEL))) {
            return new Asked.Foreign();
        }
        return Asked.of(
                request.getMetadata().getUid(),
                generation(request.getMetadata()),
                annotations(request).getOrDefault(Marks.ISSUED_FOR, ""),
                request.getSpec(),
                request.getStatus());
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    private static Map<String, String> annotations(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
    }

    /** Creates it if it has no version yet, else replaces that version. */
    void write(HasMetadata object) {
        Resource<HasMetadata> resource = client.resource(object);
        if (object.getMetadata().getResourceVersion() == null) {
            resource.create();
        } else {
            resource.update();
        }
    }

    /** Deletes exactly this version; that it is gone already is fine. */
    void delete(HasMetadata object) {
        try {
            client.resource(object)
                    .lockResourceVersion(object.getMetadata().getResourceVersion())
                    .delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != GONE) {
                throw e;
            }
        }
    }

    void tell(IssuedCertificate certificate, IssuedCertificateStatus status) {
        certificate.setStatus(status);
        client.resource(certificate).updateStatus();
    }
}
