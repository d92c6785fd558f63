// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.World;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Optional;

/** The objects that a decision was made of: a write replaces exactly what was read. Not a record, which would print keys. */
final class Look {
    private final World world;
    private final IssuedCertificate certificate;
    private final Optional<Secret> key;
    private final Optional<CertificateRequest> request;
    private final Optional<Secret> caCerts;
    private final Optional<String> complaint;

    Look(
            World world,
            IssuedCertificate certificate,
            Optional<Secret> key,
            Optional<CertificateRequest> request,
            Optional<Secret> caCerts) {
        this(world, certificate, key, request, caCerts, Optional.empty());
    }

    private Look(
            World world,
            IssuedCertificate certificate,
            Optional<Secret> key,
            Optional<CertificateRequest> request,
            Optional<Secret> caCerts,
            Optional<String> complaint) {
        this.world = world;
        this.certificate = certificate;
        this.key = key;
        this.request = request;
        this.caCerts = caCerts;
        this.complaint = complaint;
    }

    /** The same, with what is wrong about the mesh configuration. */
    Look complaining(Optional<String> what) {
        return new Look(world, certificate, key, request, caCerts, what);
    }

    Optional<String> complaint() {
        return complaint;
    }

    World world() {
        return world;
    }

    IssuedCertificate certificate() {
        return certificate;
    }

    Optional<Secret> key() {
        return key;
    }

    Optional<CertificateRequest> request() {
        return request;
    }

    Optional<Secret> caCerts() {
        return caCerts;
    }
}
