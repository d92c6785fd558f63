// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.Kinds;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.ref.GroupKind;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds by which the plane and the agents speak of certificates. */
public final class TrustKinds {

    public static final GroupKind ISSUED_CERTIFICATE = ReadKinds.ISSUED_CERTIFICATE;
    public static final GroupKind POD_BOUNCE_DIRECTIVE =
            new GroupKind(Kinds.POD_BOUNCE_DIRECTIVE.group(), Kinds.POD_BOUNCE_DIRECTIVE.kind());

    /** Written by the agent; the plane answers in its status. */
    public static final GroupKind CERTIFICATE_REQUEST = ReadKinds.CERTIFICATE_REQUEST;

    /** Those that the plane writes as a whole. */
    public static final List<GroupKind> WRITTEN = List.of(ISSUED_CERTIFICATE, POD_BOUNCE_DIRECTIVE);

    /** The versions that have the form we write: there is one. */
    public static final List<String> VERSIONS = List.of(Kinds.ISSUED_CERTIFICATE.version());

    private TrustKinds() {}

    /** With the apiVersion of these kinds among those of others, whether the cluster told or not. */
    public static SortedMap<GroupKind, String> apiVersions(SortedMap<GroupKind, String> others) {
        SortedMap<GroupKind, String> apiVersions = new TreeMap<>(others);
        WRITTEN.forEach(kind -> apiVersions.put(kind, kind.group() + "/" + VERSIONS.getFirst()));
        return Collections.unmodifiableSortedMap(apiVersions);
    }

    /**
     * Which of them a cluster does not have.
     *
     * @param served apiVersion by kind, of the definitions that were seen; when there are none at all, nobody can tell
     */
    public static List<GroupKind> missing(SortedMap<GroupKind, String> served) {
        return served.isEmpty()
                ? List.of()
                : WRITTEN.stream().filter(kind -> !served.containsKey(kind)).toList();
    }
}
