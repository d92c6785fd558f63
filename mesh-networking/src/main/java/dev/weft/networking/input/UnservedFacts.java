// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.api.shared.ObjectRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts of the kinds that are accepted and not acted on yet. */
final class UnservedFacts {

    private UnservedFacts() {}

    static Optional<UnservedFact> virtualMesh(RawObject object, Facts facts) {
        return facts.spec(object, VirtualMeshSpec.class).map(spec -> fact(object, Optional.empty(), suffixes(spec)));
    }

    static Optional<UnservedFact> failoverService(RawObject object, Facts facts) {
        return facts.spec(object, FailoverServiceSpec.class).map(spec -> fact(object, host(spec), new TreeMap<>()));
    }

    private static UnservedFact fact(RawObject object, Optional<FailoverHost> host, SortedMap<Ref, String> suffixes) {
        return new UnservedFact(
                Metadata.subject(object), Metadata.generation(object), Metadata.prior(object), host, suffixes);
    }

    private static Optional<FailoverHost> host(FailoverServiceSpec spec) {
        String hostname = spec.hostname();
        if (hostname == null || hostname.isEmpty()) {
            return Optional.empty();
        }
        Long number = spec.port() == null ? null : spec.port().number();
        int port = number == null || number < 1 || number > 65_535 ? 0 : number.intValue();
        return Optional.of(new FailoverHost(hostname, port));
    }

    private static SortedMap<Ref, String> suffixes(VirtualMeshSpec spec) {
        SortedMap<Ref, String> suffixes = new TreeMap<>();
        String suffix = spec.federation() == null ? null : spec.federation().hostnameSuffix();
        if (suffix != null && !suffix.isEmpty() && spec.meshes() != null) {
            for (ObjectRef mesh : spec.meshes()) {
                if (mesh != null && mesh.name() != null && mesh.namespace() != null) {
                    suffixes.put(new Ref(mesh.namespace(), mesh.name()), suffix);
                }
            }
        }
        return suffixes;
    }
}
