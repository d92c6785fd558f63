// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.discovery.input.SourceKinds;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.translate.OutputKinds;
import dev.weft.runtime.kube.Plurals;
import dev.weft.runtime.ref.GroupKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the plane may do on a registered cluster: exactly what the code reads and writes, without Secrets and without wildcards. The one list
 * that registration and charts are made of.
 */
public final class RemoteRights {

    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private RemoteRights() {}

    /** The kinds that discovery and networking read on registered clusters, sorted. */
    public static Set<GroupKind> readKinds() {
        Set<GroupKind> kinds = new TreeSet<>(SourceKinds.all());
        kinds.addAll(networkingKinds());
        return kinds;
    }

    /** The kinds that networking writes there. */
    public static Set<GroupKind> writtenKinds() {
        return new TreeSet<>(OutputKinds.OURS);
    }

    /** For the identity that only looks: discovery, check, snapshots. */
    public static List<AccessRule> reader() {
        return rules(readKinds(), READ);
    }

    /** For the identity that writes outputs, and answers the requests of agents in their status. */
    public static List<AccessRule> writer() {
        Set<GroupKind> readOnly = networkingKinds();
        readOnly.removeAll(writtenKinds());
        List<AccessRule> rules = new ArrayList<>(rules(writtenKinds(), WRITE));
        rules.addAll(rules(readOnly, READ));
        rules.add(new AccessRule(
                ReadKinds.CERTIFICATE_REQUEST.group(),
                List.of(Plurals.of(ReadKinds.CERTIFICATE_REQUEST) + "/status"),
                List.of("update"),
                List.of()));
        return rules;
    }

    /** For the writer too: new tokens for these accounts and no others. A Role, so that it ends at their namespace. */
    public static List<AccessRule> renewal(List<String> accounts) {
        return List.of(new AccessRule("", List.of("serviceaccounts/token"), List.of("create"), accounts));
    }

    private static Set<GroupKind> networkingKinds() {
        Set<GroupKind> kinds = new TreeSet<>(ReadKinds.all());
        kinds.removeAll(ReadKinds.ofManagement());
        return kinds;
    }

    private static List<AccessRule> rules(Collection<GroupKind> kinds, List<String> verbs) {
        SortedMap<String, TreeSet<String>> byGroup = new TreeMap<>();
        kinds.forEach(kind ->
                byGroup.computeIfAbsent(kind.group(), absent -> new TreeSet<>()).add(Plurals.of(kind)));
        return byGroup.entrySet().stream()
                .map(group -> new AccessRule(group.getKey(), List.copyOf(group.getValue()), verbs, List.of()))
                .toList();
    }
}
