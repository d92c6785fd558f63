// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.RootSecret;
import dev.weft.pki.Authority;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningSecret;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the public part out of Secrets that sign. */
final class RootFacts {

    private RootFacts() {}

    /** Empty for any other Secret. */
    static Optional<RootFact> of(RawObject secret) {
        boolean made = secret.body().path("type").asText("").equals(RootSecret.TYPE);
        boolean provided = secret.metadata()
                .path("labels")
                .path(RootSecret.PROVIDED_LABEL)
                .asText("")
                .equals("true");
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
            Authority authority = SigningSecret.read(data(secret.body().path("data")));
            return Optional.of(
                    new RootFact(ref, made, provided, owners, bundle(authority).text(), ""));
        } catch (PkiException e) {
            return Optional.of(new RootFact(ref, made, provided, owners, "", String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return Optional.of(new RootFact(ref, made, provided, owners, "", "holds something else than base64"));
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

    private static Map<String, byte[]> data(JsonNode wire) {
        Map<String, byte[]> data = new TreeMap<>();
        wire.properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText(""))));
        return data;
    }
}
