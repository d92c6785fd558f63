// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.api.certificates.IssuedCertificateStatus.MeshConfigSeen;
import dev.weft.api.certificates.IssuedCertificateStatus.Namespaces;
import dev.weft.api.certificates.IssuedCertificateStatus.Served;
import dev.weft.pki.Certificate;
import dev.weft.pki.CertificateFacts;
import dev.weft.pki.Chain;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.Digests;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Says what was seen, and how far that is from what is expected. */
public final class Judge {

    private static final int EXAMPLES = 3;
    /** Groups of namespaces that are told; more of them are nobody's rollout. */
    private static final int MOST_GROUPS = 20;

    private static final int LONGEST_NAME = 256;
    /** Of a text that is repeated in a status. */
    private static final int LONGEST_BUNDLE = 256 << 10;

    private final Expected expected;
    private final Seen seen;
    private final Instant now;
    private final Set<Certificate> roots = new LinkedHashSet<>();

    private Judge(Expected expected, Seen seen, Instant now) {
        this.expected = expected;
        this.seen = seen;
        this.now = now;
        // Those that are to sign first: of several with one key, the expected one is told.
        roots.addAll(expected.signers());
        expected.bundle().ifPresent(bundle -> roots.addAll(bundle.roots()));
        new LinkedHashSet<>(seen.roots().values())
                .forEach(text -> bundle(text).ifPresent(b -> roots.addAll(b.roots())));
    }

    /** The evidence, observed now. */
    public static Evidence judge(Expected expected, Seen seen, Instant now) {
        return new Judge(expected, seen, now).evidence();
    }

    private boolean isSpread() {
        return expected.bundle()
                .filter(bundle -> seen.roots().containsKey(expected.istioNamespace())
                        && seen.roots().values().stream().allMatch(bundle.text()::equals))
                .isPresent();
    }

    private Evidence evidence() {
        List<Served> workloads = new ArrayList<>();
        seen.workloads().forEach((name, answer) -> workloads.add(served(name, answer)));
        Optional<Served> istiod = istiod();
        return new Evidence(
                expected.bundle().isPresent() ? phase(istiod, workloads) : null,
                expected.generation(),
                expected.bundle().map(bundle -> Digests.sha256(bundle.text())).orElse(null),
                told(seen.roots().get(expected.istioNamespace())),
                namespaces(),
                istiod.orElse(null),
                workloads,
                seen.way().map(this::meshConfig).orElse(null),
                seen.caCerts().orElse(null),
                now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private EvidencePhase phase(Optional<Served> istiod, List<Served> workloads) {
        if (!isSpread()) {
            return EvidencePhase.SPREADING;
        }
        return istiod.filter(this::isAsExpected).isPresent()
                        && workloads.stream().allMatch(this::isAsExpected)
                ? EvidencePhase.SERVED
                : EvidencePhase.TRUSTED;
    }

    private boolean isAsExpected(Served served) {
        return expected.signers().stream().anyMatch(root -> root.sha256().equals(served.root()));
    }

    /** Of several the one that is furthest from what is expected: all of them sign. */
    private Optional<Served> istiod() {
        return seen.istiods().entrySet().stream()
                .map(entry -> served(entry.getKey(), entry.getValue()))
                .min(Comparator.comparing(this::isAsExpected).thenComparing(served -> String.valueOf(served.name())));
    }

    private Served served(String name, Answer answer) {
        return switch (answer) {
            case Answer.Silent silent -> new Served(name, null, null, null, null, silent.why());
            case Answer.Certificates certificates -> {
                List<Certificate> chain = certificates.chain();
                CertificateFacts facts = chain.getFirst().facts();
                yield new Served(
                        name,
                        shortened(facts.issuer()),
                        facts.serial(),
                        facts.notAfter().toString(),
                        root(chain).map(Certificate::sha256).orElse(null),
                        null);
            }
        };
    }

    private Optional<Certificate> root(List<Certificate> sent) {
        return roots.stream().filter(root -> leadsTo(sent, root)).findFirst();
    }

    /** What was sent may be more than the way up, and in any order (RFC 8446, 4.4.2). */
    private boolean leadsTo(List<Certificate> sent, Certificate root) {
        List<Certificate> above = new ArrayList<>(sent.subList(1, sent.size()));
        above.removeIf(Certificate::isSelfSigned);
        above.add(root);
        Chain chain = Chain.upFrom(sent.getFirst(), above);
        return chain.verdict(TrustBundle.of(List.of(root)), now) instanceof ChainVerdict.Trusted;
    }

    private MeshConfigSeen meshConfig(Way way) {
        List<String> trusted = way.listed()
                ? way.wanted().stream()
                        .filter(this::isNamedByAll)
                        .map(Certificate::sha256)
                        .distinct()
                        .sorted()
                        .toList()
                : List.of();
        return new MeshConfigSeen(
                way.configMap().orElse(null),
                way.problem().orElse(null),
                way.caCerts(),
                trusted,
                way.trustDomains().orElse(null));
    }

    /** Only names are told, so of two roots with one name nobody can see which is trusted. */
    private boolean isNamedByAll(Certificate root) {
        X500Principal name = root.x509().getSubjectX500Principal();
        Stream<Certificate> others =
                Stream.concat(roots.stream(), seen.way().stream().flatMap(way -> way.wanted().stream()));
        boolean isAmbiguous = others.anyMatch(other ->
                !other.equals(root) && other.x509().getSubjectX500Principal().equals(name));
        return !isAmbiguous
                && seen.workloads().values().stream()
                        .allMatch(answer -> answer instanceof Answer.Certificates shown
                                && shown.trusted().contains(name));
    }

    private List<Namespaces> namespaces() {
        SortedMap<String, List<String>> byHash = new TreeMap<>();
        for (Map.Entry<String, String> entry : seen.roots().entrySet()) {
            byHash.computeIfAbsent(Digests.sha256(entry.getValue()), hash -> new ArrayList<>())
                    .add(entry.getKey());
        }
        return byHash.entrySet().stream()
                .map(entry -> new Namespaces(
                        entry.getKey(),
                        (long) entry.getValue().size(),
                        new ArrayList<>(entry.getValue()
                                .subList(0, Math.min(EXAMPLES, entry.getValue().size())))))
                .sorted(Comparator.comparing(Judge::count).reversed())
                .limit(MOST_GROUPS)
                .toList();
    }

    private static long count(Namespaces group) {
        return group.count() == null ? 0 : group.count();
    }

    /** Only what is certificates and nothing else is repeated: whatever else stands there may be somebody's secret. */
    private static @Nullable String told(@Nullable String text) {
        return text != null && text.length() <= LONGEST_BUNDLE && bundle(text).isPresent() ? text : null;
    }

    private static Optional<TrustBundle> bundle(String text) {
        try {
            return Optional.of(TrustBundle.read(text));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 3) + "...";
    }

    /** The same but for the time. */
    public static boolean isSame(@Nullable Evidence one, @Nullable Evidence other) {
        return one != null && other != null && without(one).equals(without(other));
    }

    private static Evidence without(Evidence evidence) {
        return at(evidence, null);
    }

    /** The same, observed at another time. */
    public static Evidence at(Evidence evidence, @Nullable String observedAt) {
        return new Evidence(
                evidence.phase(),
                evidence.generation(),
                evidence.bundleHash(),
                evidence.bundle(),
                evidence.namespaces(),
                evidence.istiod(),
                evidence.workloads(),
                evidence.meshConfig(),
                evidence.caCerts(),
                observedAt);
    }
}
