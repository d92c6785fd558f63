// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which services of a VirtualMesh can be called from which of its meshes, and by what names.
 *
 * @param said whether the VirtualMesh says which at all; if not, everything is federated, as in the reference
 * @param selectors explicit choices
 * @param onDemand whether a service can be called from where other policies name it
 * @param flatNetwork whether pods of all meshes reach each other without gateways
 * @param suffix last part of global names
 * @param allowUnknownIdentities whether a service may be called of which nobody knows who answers
 */
public record FederationRules(
        boolean said,
        List<Selector> selectors,
        boolean onDemand,
        boolean flatNetwork,
        String suffix,
        boolean allowUnknownIdentities) {

    public static final String DEFAULT_SUFFIX = "global";

    private static final String FIELD = "spec.federation";

    /**
     * Services, and the meshes from which they can be called.
     *
     * @param meshes empty for all of the VirtualMesh
     */
    public record Selector(Destinations services, List<MeshRef> meshes) {
        public Selector {
            meshes = List.copyOf(meshes);
        }
    }

    public FederationRules {
        selectors = List.copyOf(selectors);
    }

    /** Whether every service can be called from every mesh, unless it is one that nobody means by that. */
    public boolean isEverything() {
        return selectors.isEmpty() && !onDemand;
    }

    /** The meshes of {@code members} from which selectors let a service be called; its own may be among them. */
    public SortedSet<Ref> selectedFor(DestinationRef service, Map<String, String> labels, List<Ref> members) {
        SortedSet<Ref> meshes = new TreeSet<>();
        for (Selector selector : selectors) {
            if (selector.services().selects(service, labels)) {
                if (selector.meshes().isEmpty()) {
                    meshes.addAll(members);
                } else {
                    selector.meshes().stream()
                            .map(MeshRef::mesh)
                            .filter(members::contains)
                            .forEach(mesh -> meshes.add(mesh));
                }
            }
        }
        return meshes;
    }

    static FederationRules from(VirtualMeshSpec.@Nullable Federation wire, Problems brokenRefs, Problems problems) {
        if (wire == null) {
            return new FederationRules(false, List.of(), false, false, DEFAULT_SUFFIX, false);
        }
        List<Selector> selectors = new ArrayList<>();
        int index = 0;
        for (VirtualMeshSpec.Federation.Selector selector :
                Wire.complete(wire.selectors(), FIELD + ".selectors", problems)) {
            String field = FIELD + ".selectors[" + index++ + "]";
            selectors.add(new Selector(
                    Selectors.destinations(
                            selector.destinationSelectors(), field + ".destinationSelectors", brokenRefs, problems),
                    Wire.meshRefs(selector.meshes(), field + ".meshes", brokenRefs)));
        }
        if (wire.permissive() != null && (!selectors.isEmpty() || wire.onDemand() != null)) {
            problems.note(
                    FIELD + ".permissive",
                    "has no effect beside selectors or onDemand: only what these say can be called from other meshes");
        }
        return new FederationRules(
                wire.permissive() != null || !selectors.isEmpty() || wire.onDemand() != null,
                selectors,
                wire.onDemand() != null,
                Boolean.TRUE.equals(wire.flatNetwork()),
                suffix(wire.hostnameSuffix(), problems),
                Boolean.TRUE.equals(wire.allowUnknownIdentities()));
    }

    private static String suffix(@Nullable String wire, Problems problems) {
        String suffix = Wire.text(wire);
        if (suffix.isEmpty()) {
            return DEFAULT_SUFFIX;
        }
        if (!DnsNames.isSubdomain(suffix)) {
            problems.add(
                    FIELD + ".hostnameSuffix",
                    "is \"" + Wire.shorten(suffix)
                            + "\", with which no host name can end; write lower-case letters, digits and dashes, parted by"
                            + " dots, for example mesh.internal");
        }
        return suffix;
    }
}
