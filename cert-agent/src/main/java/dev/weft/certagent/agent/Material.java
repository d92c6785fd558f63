// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.CertificateRequestSpec;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Step;
import dev.weft.certagent.issue.Stored;
import dev.weft.certagent.issue.Wanted;
import dev.weft.pki.CaCerts;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The objects that hold keys and certificates, as they are written. Keys are made here, and nowhere else. */
final class Material {
    private final AgentRules rules;
    private final KeySpec keys;
    private final SecureRandom random;

    Material(AgentRules rules, KeySpec keys, SecureRandom random) {
        this.rules = rules;
        this.keys = keys;
        this.random = random;
    }

    AgentRules rules() {
        return rules;
    }

    /** A Secret with a new key. It goes with its IssuedCertificate. */
    Secret newKey(Wanted wanted, Optional<Secret> before) {
        SigningKey key = SigningKey.generate(keys, random);
        return new SecretBuilder()
                .withMetadata(metadata(wanted.self(), before.map(Secret::getMetadata))
                        .withOwnerReferences(owner(wanted))
                        .build())
                .withType(Marks.KEY_TYPE)
                .withData(Map.of(Marks.KEY_ENTRY, base64(key.pem().getBytes(StandardCharsets.US_ASCII))))
                .build();
    }

    CertificateRequest request(Wanted wanted, Step.Ask ask) throws PkiException {
        String pem = SigningRequest.by(ask.key(), wanted.organization(), wanted.hosts(), random)
                .pem();
        CertificateRequest request = new CertificateRequest();
        request.setMetadata(metadata(wanted.self(), Optional.empty())
                .addToAnnotations(Marks.ISSUED_FOR, wanted.askedFor())
                .withOwnerReferences(owner(wanted))
                .build());
        request.setSpec(new CertificateRequestSpec(base64(pem.getBytes(StandardCharsets.US_ASCII))));
        return request;
    }

    /** It stays when its IssuedCertificate goes: istiod goes on with it. */
    Secret caCerts(Wanted wanted, Stored next, Optional<Secret> before) {
        Map<String, String> data = new TreeMap<>();
        next.caCerts().data().forEach((name, bytes) -> data.put(name, base64(bytes)));
        return caCerts(wanted, next, before, data);
    }

    /** A copy of what somebody else has made, beside it. */
    Secret backup(Wanted wanted, Secret before) {
        Ref ref = new Ref(wanted.secret().namespace(), Marks.BACKUP);
        return new SecretBuilder()
                .withMetadata(metadata(ref, Optional.empty())
                        .addToAnnotations(Marks.TAKEN_OVER, wanted.trust().takeOver())
                        .build())
                .withType(before.getType())
                .withData(before.getData())
                .build();
    }

    /** What is there with other roots and marks; all other entries stay as they were written, by whatever agent. */
    Secret amended(Wanted wanted, Stored next, Secret before) {
        Map<String, String> data = new TreeMap<>(before.getData());
        String roots = next.caCerts().roots().text();
        data.put(CaCerts.ROOT_CERT, base64(roots.getBytes(StandardCharsets.UTF_8)));
        return caCerts(wanted, next, Optional.of(before), data);
    }

    private Secret caCerts(Wanted wanted, Stored next, Optional<Secret> before, Map<String, String> data) {
        ObjectMetaBuilder metadata = metadata(wanted.secret(), before.map(Secret::getMetadata))
                .addToAnnotations(Marks.ISSUED_FOR, next.issuedFor())
                .addToAnnotations(Marks.ISSUANCE, next.issuance());
        next.storedAt().ifPresent(at -> metadata.addToAnnotations(Marks.STORED_AT, at.toString()));
        String type = before.map(Secret::getType).orElse(Marks.ISSUED_TYPE);
        if (!type.equals(Marks.ISSUED_TYPE) && !wanted.trust().takeOver().isEmpty()) {
            metadata.addToAnnotations(Marks.TAKEN_OVER, wanted.trust().takeOver());
        }
        return new SecretBuilder()
                .withMetadata(metadata.build())
                .withType(type)
                .withData(data)
                .build();
    }

    /** What others have put on it stays, as does the version that was read. */
    private ObjectMetaBuilder metadata(Ref ref, Optional<ObjectMeta> before) {
        return before.map(ObjectMetaBuilder::new)
                .orElseGet(() ->
                        new ObjectMetaBuilder().withNamespace(ref.namespace()).withName(ref.name()))
                .addToLabels(rules.labels());
    }

    private static OwnerReference owner(Wanted wanted) {
        return new OwnerReferenceBuilder()
                .withApiVersion("certificates.mesh.gloo.solo.io/v1alpha2")
                .withKind("IssuedCertificate")
                .withName(wanted.self().name())
                .withUid(wanted.uid())
                .build();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
