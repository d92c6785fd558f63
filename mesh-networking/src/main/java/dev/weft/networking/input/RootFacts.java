// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.networking.rules.RootSecret;
import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the public part out of Secrets that sign. */
final class RootFacts {

    private RootFacts() {}

    /** Empty for any other Secret. */
    static Optional<RootFact> of(RawObject secret) {
        boolean made = RootSecret.isMade(secret.body());
        boolean provided = RootSecret.isProvided(secret.body());
        if (!made && !provided) {
            return Optional.empty();
        }
        Ref ref = new Ref(secret.id().namespace(), secret.id().name());
        List<Ref> owners =
                ConfigFacts.parents(secret.metadata()
                                .path("annotations")
                                .path(OwnerLabels.PARENTS)
                                .asText(""))
                        .stream()
                        .filter(parent -> parent.kind().equals(ReadKinds.VIRTUAL_MESH.kind()))
                        .map(Parent::ref)
                        .toList();
        try {
            String bundle = bundle(RootSecret.read(secret.body())).text();
            return Optional.of(new RootFact(ref, made, provided, owners, bundle, ""));
        } catch (RootSecret.UnreadableException e) {
            return Optional.of(new RootFact(ref, made, provided, owners, "", e.why()));
        }
    }

    private static TrustBundle bundle(Authority authority) {
        Certificate root = authority.chain().last();
        List<Certificate> roots = new ArrayList<>(authority.roots().roots().stream()
                .distinct()
                .filter(one -> !one.equals(root))
                .toList());
        roots.add(root);
        return roots.equals(authority.roots().roots()) ? authority.roots() : TrustBundle.of(roots);
    }
}
