// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses in CIDR notation.
 *
 * @param length how many leading bits count
 */
record Range(InetAddress address, int length) {

    static Range parse(String text) {
        int slash = text.indexOf('/');
        String digits = slash < 0 ? "" : text.substring(slash + 1);
        if (!digits.matches("0|[1-9]\\d{0,2}")) {
            throw wrong(text);
        }
        InetAddress address = NetFunctions.ip(text.substring(0, slash));
        int length = Integer.parseInt(digits);
        if (length > address.getAddress().length * 8) {
            throw wrong(text);
        }
        return new Range(address, length);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "network address parse error during conversion from string: \"" + text + "\"");
    }

    boolean contains(InetAddress other) {
        boolean family = other.getAddress().length == address.getAddress().length;
        return family && Arrays.equals(network(address, length), network(other, length));
    }

    boolean contains(Range other) {
        return other.length >= length && contains(other.address);
    }

    Range masked() {
        try {
            return new Range(InetAddress.getByAddress(network(address, length)), length);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the bytes of an address are an address", e);
        }
    }

    private static byte[] network(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return InetAddresses.toAddrString(address) + "/" + length;
    }
}
