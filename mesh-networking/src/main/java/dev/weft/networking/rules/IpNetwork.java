// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Arrays;
import java.util.Optional;

/**
 * A range of IP addresses, version 4 or 6, or a single one.
 *
 * @param bits how many leading bits count
 */
record IpNetwork(IpAddress first, int bits) {

    /** Reads {@code 203.0.113.0/24}, {@code 2001:db8::/32} or a single address; empty for anything else. */
    static Optional<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int all = address.get().bytes().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new IpNetwork(address.get(), all));
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > all) {
            return Optional.empty();
        }
        return Optional.of(new IpNetwork(address.get(), Integer.parseInt(length)));
    }

    boolean contains(IpAddress address) {
        byte[] mine = first.bytes();
        byte[] other = address.bytes();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        if (!Arrays.equals(mine, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((mine[whole] ^ other[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }
}
