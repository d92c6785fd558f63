// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Those of all discovered objects that exist already which stay as they are, as {@link Keeping} judges each of them.
 *
 * @param objects each replaces a computed object of the same name; in the order in which they were given
 */
public record KeptObjects(List<RawObject> objects, List<Finding> findings) {

    public KeptObjects {
        objects = List.copyOf(objects);
        findings = List.copyOf(findings);
    }

    /**
     * @param given objects of the discovered kinds that exist
     * @param computed what discovery wants to exist
     */
    public static KeptObjects of(DiscoveryAssembly assembly, List<RawObject> given, Set<ObjectId> computed) {
        Keeping keeping = Keeping.of(assembly);
        List<RawObject> objects = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (RawObject object : given) {
            ExistingFact existing = ExistingFact.of(object);
            boolean isComputed = computed.contains(object.id());
            // An object that nobody owns is adopted when discovery wants its name, and left alone otherwise.
            if (isComputed ? keeping.mustStayAsItIs(existing) : keeping.mustStay(existing)) {
                objects.add(object);
            }
            if (isComputed && keeping.isForeign(existing)) {
                findings.add(taken(existing));
            }
        }
        return new KeptObjects(objects, findings);
    }

    /** The finding on an object of another plane that has a name which discovery wants. */
    public static Finding taken(ExistingFact existing) {
        Subject subject = Subject.of(existing.id(), existing.apiVersion());
        return Finding.of(
                DiscoveryFinding.OTHER_OWNER,
                subject,
                subject + " belongs to the installation in namespace " + existing.owner());
    }
}
