// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.rules.RootSecret;
import dev.weft.networking.rules.TrustRules;
import dev.weft.pki.Authority;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningSecret;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.Ref;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that sign, in Secrets of the management cluster. One that is missing is made once, by POST; one that is there is never written
 * (BUG-34, BUG-36). Safe for several threads.
 */
final class Signers {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubeApi management;
    private final InstantSource clock;
    private final SecureRandom random;
    private final String owner;
    private final String plane;
    private final ReentrantLock making = new ReentrantLock();

    /** @param owner value of the owner label of what is made, {@code plane} that of the plane label, empty when not known */
    Signers(KubeApi management, InstantSource clock, SecureRandom random, String owner, String plane) {
        this.management = management;
        this.clock = clock;
        this.random = random;
        this.owner = owner;
        this.plane = plane;
    }

    /**
     * Whose key signs.
     *
     * @throws SignerUnusableException when it is not there, or is not what it should be
     * @throws ApiException when the management cluster does not answer, or refuses for a while
     */
    Authority of(RequestQuestion.Signer signer) throws SignerUnusableException, ApiException, InterruptedException {
        Optional<ObjectNode> there = read(signer.secret());
        ObjectNode secret = switch (signer) {
            case RequestQuestion.Signer.Provided provided ->
                there.orElseThrow(() -> new SignerUnusableException(words(provided.secret())
                        + " does not exist; create it with key.pem and root-cert.pem, and with the label "
                        + RootSecret.PROVIDED_LABEL + "=true"));
            case RequestQuestion.Signer.Generated generated -> there.isPresent() ? there.get() : made(generated);
            case RequestQuestion.Signer.Former former ->
                there.orElseThrow(
                        () -> new SignerUnusableException(
                                words(former.secret())
                                        + " does not exist; certificates under its root are still in use, so restore it from a backup"));
        };
        check(signer, secret);
        try {
            return RootSecret.read(secret);
        } catch (RootSecret.UnreadableException e) {
            throw new SignerUnusableException(words(signer.secret()) + ": " + e.why());
        }
    }

    private static void check(RequestQuestion.Signer signer, JsonNode secret) throws SignerUnusableException {
        switch (signer) {
            case RequestQuestion.Signer.Provided provided -> {
                if (!RootSecret.isProvided(secret)) {
                    throw new SignerUnusableException(
                            words(provided.secret()) + " has no label " + RootSecret.PROVIDED_LABEL
                                    + "=true, by which its owner says that it may sign for meshes; label it, or name another"
                                    + " Secret in the VirtualMesh");
                }
            }
            case RequestQuestion.Signer.Generated generated -> checkMade(generated.secret(), generated.owner(), secret);
            case RequestQuestion.Signer.Former former -> checkMade(former.secret(), former.owner(), secret);
        }
    }

    private static void checkMade(Ref ref, Parent owner, JsonNode secret) throws SignerUnusableException {
        if (!RootSecret.isMade(secret)) {
            throw new SignerUnusableException(words(ref) + " has the name of the root of "
                    + owner.kind() + " " + owner.ref()
                    + " and is no root that the plane made (type "
                    + RootSecret.TYPE + "); rename it, or provide a root of your own in"
                    + " spec.mtlsConfig.shared.rootCertificateAuthority.secret");
        }
        String madeFor =
                secret.at("/metadata/annotations").path(OwnerLabels.PARENTS).asText("");
        if (!madeFor.isEmpty() && !madeFor.equals(annotation(owner))) {
            throw new SignerUnusableException(words(ref) + " was made for another than " + owner.kind() + " "
                    + owner.ref() + "; give the VirtualMesh another name");
        }
    }

    private Optional<ObjectNode> read(Ref secret) throws SignerUnusableException, ApiException, InterruptedException {
        try {
            return Optional.of(management.call(ApiCall.get(path(secret.namespace()) + "/" + secret.name())));
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.empty();
            }
            if (e.code() == FORBIDDEN) {
                throw new SignerUnusableException("mesh-networking may not read " + words(secret)
                        + "; let its ServiceAccount get it by a Role and a RoleBinding in namespace "
                        + secret.namespace() + ", or put it into the namespace of the plane");
            }
            throw e;
        }
    }

    /** One at a time: those of one VirtualMesh would only be thrown away, and an RSA key takes seconds. */
    private ObjectNode made(RequestQuestion.Signer.Generated signer)
            throws SignerUnusableException, ApiException, InterruptedException {
        making.lockInterruptibly();
        try {
            Optional<ObjectNode> there = read(signer.secret());
            if (there.isPresent()) {
                return there.get();
            }
            if (signer.notMade().isPresent()) {
                throw new SignerUnusableException(words(signer.secret()) + " is gone, and no new root is made: "
                        + signer.notMade().get());
            }
            return management.call(ApiCall.post(path(signer.secret().namespace()), fresh(signer)));
        } catch (ApiException e) {
            if (e.code() == CONFLICT) {
                return read(signer.secret()).orElseThrow(() -> e);
            }
            if (e.code() == FORBIDDEN) {
                throw new SignerUnusableException("mesh-networking may not create " + words(signer.secret())
                        + "; let its ServiceAccount create Secrets in the namespace of the plane");
            }
            throw e;
        } finally {
            making.unlock();
        }
    }

    private ObjectNode fresh(RequestQuestion.Signer.Generated signer) throws SignerUnusableException {
        TrustRules.Root.Generated terms = signer.terms();
        try {
            OptionalLong bits = terms.rsaBits().isPresent()
                    ? OptionalLong.of(terms.rsaBits().getAsInt())
                    : OptionalLong.empty();
            Authority root = Authority.selfSigned(
                    new RootTerms(terms.organisation(), Duration.ofDays(terms.days()), KeySpec.asked(bits)),
                    clock.instant(),
                    random);
            return object(signer, SigningSecret.data(root));
        } catch (PkiException e) {
            throw new SignerUnusableException("no root can be made for "
                    + signer.owner().kind() + " " + signer.owner().ref() + ": " + e.getMessage());
        }
    }

    private ObjectNode object(RequestQuestion.Signer.Generated signer, Map<String, byte[]> data) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", RootSecret.TYPE);
        ObjectNode metadata = secret.putObject("metadata");
        metadata.put("name", signer.secret().name())
                .put("namespace", signer.secret().namespace());
        ObjectNode labels = metadata.putObject("labels").put(OwnerLabels.OWNER, owner);
        if (!plane.isEmpty()) {
            labels.put(OwnerLabels.PLANE, plane);
        }
        metadata.putObject("annotations").put(OwnerLabels.PARENTS, annotation(signer.owner()));
        ObjectNode entries = secret.putObject("data");
        data.forEach((key, value) -> entries.put(key, Base64.getEncoder().encodeToString(value)));
        return secret;
    }

    private static String annotation(Parent parent) {
        ObjectNode byKind = JsonNodeFactory.instance.objectNode();
        byKind.putArray(parent.apiVersion() + ", Kind=" + parent.kind())
                .addObject()
                .put("name", parent.ref().name())
                .put("namespace", parent.ref().namespace());
        return byKind.toString();
    }

    private static String path(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/secrets";
    }

    private static String words(Ref secret) {
        return "Secret " + secret + " of the management cluster";
    }
}
