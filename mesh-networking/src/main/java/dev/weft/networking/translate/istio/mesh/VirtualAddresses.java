// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Virtual IPv4 addresses of global host names, out of 240.0.0.0/4 but for what Istio gives out itself. A name keeps the address that it has
 * on a cluster; a new one gets the address that the reference would have computed, unless another name has that; then the next that is
 * free (BUG-17). So an address never depends on the order in which names came, unless two of them meet.
 */
public final class VirtualAddresses {

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int BYTE = 0xff;

    private VirtualAddresses() {}

    /**
     * A host name that needs an address.
     *
     * @param seed what the reference computed the address from
     */
    public record Name(String host, String seed) implements Comparable<Name> {

        /** Of a Service. */
        public static Name ofService(String host, String name, String namespace, String cluster) {
            return new Name(host, name + namespace + cluster + "kube-service");
        }

        /** Of a FailoverService. */
        public static Name ofFailover(String host, String name, String namespace) {
            return new Name(host, name + namespace + "failover-service");
        }

        @Override
        public int compareTo(Name other) {
            int order = host.compareTo(other.host);
            return order != 0 ? order : seed.compareTo(other.seed);
        }
    }

    /**
     * Gives every name an address that no other has.
     *
     * @param names in order
     * @param held by host the addresses that it has on clusters, the one to prefer first
     * @return address by host
     */
    public static Map<String, String> of(Collection<Name> names, Map<String, List<String>> held) {
        Map<String, String> addresses = HashMap.newHashMap(names.size());
        Set<String> used = HashSet.newHashSet(names.size());
        for (Name name : names) {
            for (String address : held.getOrDefault(name.host(), List.of())) {
                if (!addresses.containsKey(name.host()) && isGivenByUs(address) && used.add(address)) {
                    addresses.put(name.host(), address);
                }
            }
        }
        for (Name name : names) {
            if (!addresses.containsKey(name.host())) {
                addresses.put(name.host(), free(name, used));
            }
        }
        return addresses;
    }

    /** Whether an address that was found is one that could have come from here. */
    private static boolean isGivenByUs(String address) {
        String[] parts = address.split("\\.", -1);
        int hash = 0;
        for (int i = 0; i < Integer.BYTES && parts.length == Integer.BYTES; i++) {
            if (!parts[i].matches("\\d{1,3}")) {
                return false;
            }
            hash |= (Integer.parseInt(parts[i]) & BYTE) << (i * Byte.SIZE);
        }
        return text(hash).equals(address) && isUsable(hash);
    }

    private static String free(Name name, Set<String> used) {
        for (int attempt = 0; ; attempt++) {
            // A separator that no name has, so that no two texts meet a second time.
            int hash = hash(attempt == 0 ? name.seed() : name.host() + "#" + attempt);
            if (isUsable(hash)) {
                String address = text(hash);
                if (used.add(address)) {
                    return address;
                }
            }
        }
    }

    /** Neither of 240.240.0.0/16, which Istio gives out itself, nor the first or the last address of all. */
    private static boolean isUsable(int hash) {
        int first = first(hash);
        int second = (hash >>> 8) & BYTE;
        int rest = hash >>> 16;
        boolean isIstios = first == 240 && second == 240;
        boolean isFirst = first == 240 && second == 0 && rest == 0;
        boolean isLast = first == BYTE && second == BYTE && rest == 0xffff;
        return !isIstios && !isFirst && !isLast;
    }

    private static int first(int hash) {
        return (hash & BYTE) | 0xf0;
    }

    private static String text(int hash) {
        return first(hash) + "." + (hash >>> 8 & BYTE) + "." + (hash >>> 16 & BYTE) + "." + (hash >>> 24 & BYTE);
    }

    /** FNV-1 of 32 bits (networking.md 2.3). */
    private static int hash(String text) {
        int hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash * FNV_PRIME) ^ (b & BYTE);
        }
        return hash;
    }
}
