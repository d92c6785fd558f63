// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import java.util.Comparator;

/** Orders IP addresses by number, IPv4 before IPv6 before anything else; texts that are no addresses by text. */
final class IpOrder {

    static final Comparator<String> COMPARATOR =
            Comparator.comparing(IpOrder::sortable).thenComparing(Comparator.naturalOrder());

    private IpOrder() {}

    /** A text whose order is the order of the numbers; addresses need not be valid. */
    private static String sortable(String ip) {
        boolean v6 = ip.indexOf(':') >= 0;
        String[] parts = ip.split(v6 ? ":" : "\\.", -1);
        if (!v6 && parts.length != 4) {
            return "9" + ip;
        }
        StringBuilder text = new StringBuilder(v6 ? "6" : "4");
        for (String part : parts) {
            if (v6 && part.isEmpty()) {
                text.append("0000".repeat(Math.max(1, 9 - parts.length))); // "::"
            } else {
                text.append("0".repeat(Math.max(0, 4 - part.length()))).append(part);
            }
        }
        return text.toString();
    }
}
