// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateSpec.MeshConfig;
import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.shared.ObjectRef;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Has a mesh configuration let in callers of other trust domains, beside what {@link Rotation} has it trust. Its entry has the roots of the
 * bundle that is told in the same write, so it takes part in a change of roots without steps of its own. While the mesh configuration has
 * roots that the mesh itself still depends on, as during an adoption, they are for its own trust domain too.
 */
public final class LetIn {

    private LetIn() {}

    /** What is said of roots alone: as if nobody had ever asked for trust domains. */
    public static Trust without(Trust said) {
        MeshConfig there = said.meshConfig();
        if (there == null || isNone(there.trustDomains())) {
            return said;
        }
        boolean onlyForThem =
                !roots(said.bundle()).isEmpty() && roots(said.bundle()).equals(roots(there.roots()));
        return with(said, onlyForThem ? null : new MeshConfig(there.configMap(), there.roots(), null));
    }

    /** The trust domains that are said to be let in. */
    public static List<String> told(Optional<Trust> said) {
        return said.map(Trust::meshConfig)
                .map(MeshConfig::trustDomains)
                .map(all -> all.stream().map(String::valueOf).toList())
                .orElse(List.of());
    }

    /**
     * The same with trust domains that are let in. Where nothing is told to be trusted there is no root for them yet, and it stays as it is.
     *
     * @param said what is said of roots alone
     * @param configMap the one that istiod reads, where its mesh configuration has no roots by itself
     * @param others trust domains; none for none
     * @param own trust domain of the mesh itself
     */
    public static Trust with(Trust said, ObjectRef configMap, Collection<String> others, String own) {
        MeshConfig there = said.meshConfig();
        if (others.isEmpty()) {
            return said;
        }
        if (there != null) {
            Set<String> all = new TreeSet<>(others);
            all.add(own);
            return with(said, new MeshConfig(there.configMap(), there.roots(), List.copyOf(all)));
        }
        Optional<TrustBundle> bundle = bundle(said.bundle());
        if (bundle.isEmpty()) {
            return said;
        }
        String roots = TrustBundle.of(bundle.get().roots().stream().distinct().toList())
                .text();
        return with(said, new MeshConfig(configMap, roots, List.copyOf(new TreeSet<>(others))));
    }

    private static Trust with(Trust said, IssuedCertificateSpec.@Nullable MeshConfig meshConfig) {
        return new Trust(said.bundle(), said.signingRoot(), meshConfig, said.takeOver());
    }

    private static boolean isNone(@Nullable List<@Nullable String> list) {
        return list == null || list.isEmpty();
    }

    private static Set<Certificate> roots(@Nullable String pem) {
        return bundle(pem)
                .map(TrustBundle::roots)
                .<Set<Certificate>>map(HashSet::new)
                .orElseGet(Set::of);
    }

    private static Optional<TrustBundle> bundle(@Nullable String pem) {
        try {
            return pem == null || pem.isEmpty() ? Optional.empty() : Optional.of(TrustBundle.read(pem));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }
}
