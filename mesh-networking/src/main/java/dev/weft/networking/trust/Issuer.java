// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.Scope;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.Chain;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningRequest;
import dev.weft.runtime.apply.Respondent;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.process.OperatorParts;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers CertificateRequests: checks once more on the cluster that the plane asked for the certificate, and signs it with the root of the
 * VirtualMesh. Of the request only the key is used, and only when it was proven. What is wrong becomes the status of the request; where a
 * server does not answer, nothing is said.
 */
public final class Issuer implements Respondent {

    private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);
    private static final int NOT_FOUND = 404;
    /** As in the reference: a year, or less where the root ends sooner. */
    private static final Duration LIFE = Duration.ofDays(365);
    /** An istiod signs workloads, and no authorities. */
    private static final int PATH_LENGTH = 0;

    private final Function<String, Optional<KubeApi>> clusters;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Signers signers;

    public Issuer(OperatorParts.Reach reach, Scope scope, SecureRandom random) {
        this.clusters = reach.clusters();
        this.clock = reach.clock();
        this.random = random;
        this.signers = new Signers(reach.management(), clock, random, scope.installNamespace(), scope.plane());
    }

    @Override
    public Reply answer(Write.Answer asked) throws InterruptedException {
        return switch (asked.question()) {
            case RequestQuestion.Refuse refuse -> new Reply.Say(RequestStatus.failed(asked.asked(), refuse.message()));
            case RequestQuestion.Sign sign -> answer(asked.asked(), sign);
            case RootQuestion root -> made(root);
            default -> throw new IllegalArgumentException("is asked " + asked.question());
        };
    }

    private Reply made(RootQuestion question) throws InterruptedException {
        try {
            Authority authority = signers.of(question.signer());
            LOG.atInfo()
                    .addKeyValue("secret", question.signer().secret())
                    .addKeyValue("sha256", authority.chain().last().sha256())
                    .log("a root is there");
            return new Reply.Nothing();
        } catch (SignerUnusableException e) {
            return new Reply.NotNow(e.why());
        } catch (ApiException e) {
            return new Reply.NotNow(String.valueOf(e.getMessage()));
        }
    }

    private Reply answer(RawObject request, RequestQuestion.Sign order) throws InterruptedException {
        try {
            Optional<String> other = otherThanAsked(order);
            if (other.isPresent()) {
                return new Reply.NotNow(other.get());
            }
            Authority authority = signers.of(order.signer());
            if (!order.rootsInUse().isEmpty()
                    && !order.rootsInUse().contains(authority.roots().hash())) {
                return failed(
                        request,
                        "Secret " + order.signer().secret() + " of the management cluster holds another root than the"
                                + " certificates that are in use; meshes under the old one would not trust those under the"
                                + " new one. Restore it, or name another Secret in the VirtualMesh when all its meshes may be"
                                + " restarted");
            }
            String root = authority.chain().last().sha256();
            if (order.root().filter(wanted -> !wanted.equals(root)).isPresent()) {
                return failed(
                        request,
                        "Secret " + order.signer().secret() + " of the management cluster holds root " + root
                                + ", and the certificate is to be under "
                                + order.root().get()
                                + ", which its peers trust; restore the Secret, or wait while the roots are changed");
            }
            return new Reply.Say(signed(request, order, authority));
        } catch (SignerUnusableException e) {
            return failed(request, e.why());
        } catch (ApiException e) {
            return new Reply.NotNow(String.valueOf(e.getMessage()));
        }
    }

    /** Why the object on the cluster is not the one that was decided about; empty when it is. */
    private Optional<String> otherThanAsked(RequestQuestion.Sign order) throws ApiException, InterruptedException {
        ObjectId id = order.certificate();
        Optional<KubeApi> api = clusters.apply(id.cluster());
        if (api.isEmpty()) {
            return Optional.of("cluster " + id.cluster() + " is not open");
        }
        String apiVersion = id.kind().group() + "/" + TrustKinds.VERSIONS.getFirst();
        try {
            ObjectNode there = api.get()
                    .call(ApiCall.get(
                            ResourceType.namespaced(id.kind(), apiVersion).path(id)));
            boolean same = there.at("/metadata/uid").asText("").equals(order.uid())
                    && !there.path("metadata").has("deletionTimestamp")
                    && new String(CanonicalJson.bytes(there.path("spec")), StandardCharsets.UTF_8).equals(order.spec());
            return same ? Optional.empty() : Optional.of(id.words() + " has changed meanwhile");
        } catch (ApiException e) {
            if (e.code() == NOT_FOUND) {
                return Optional.of(id.words() + " is gone");
            }
            throw e;
        }
    }

    private ObjectNode signed(RawObject request, RequestQuestion.Sign order, Authority authority) {
        SigningRequest csr;
        try {
            csr = SigningRequest.read(
                    text(request.spec().path("certificateSigningRequest").asText("")));
        } catch (PkiException | IllegalArgumentException e) {
            String why = e instanceof PkiException ? e.getMessage() : "is not base64";
            return RequestStatus.failed(request, "spec.certificateSigningRequest " + why);
        }
        try {
            Chain chain = authority.issue(
                    csr,
                    new IntermediateTerms(order.organisation(), order.hosts(), LIFE, PATH_LENGTH),
                    clock.instant(),
                    random);
            tell(order, chain.first());
            return RequestStatus.finished(
                    request, withoutRoot(chain), authority.roots().text());
        } catch (PkiException e) {
            return RequestStatus.failed(
                    request,
                    "Secret " + order.signer().secret() + " of the management cluster cannot sign: " + e.getMessage());
        }
    }

    /** The reference's agents put the root behind this text themselves. */
    private static String withoutRoot(Chain chain) {
        List<Certificate> all = chain.certificates();
        return all.subList(0, Math.max(1, all.size() - 1)).stream()
                .map(Certificate::pem)
                .collect(Collectors.joining());
    }

    private static void tell(RequestQuestion.Sign order, Certificate certificate) {
        LOG.atInfo()
                .addKeyValue("cluster", order.certificate().cluster())
                .addKeyValue(
                        "object",
                        order.certificate().namespace() + "/"
                                + order.certificate().name())
                .addKeyValue("serial", certificate.facts().serial())
                .addKeyValue("notAfter", certificate.facts().notAfter())
                .log("signed an intermediate");
    }

    private static Reply failed(RawObject request, String message) {
        return new Reply.Say(RequestStatus.failed(request, message));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
