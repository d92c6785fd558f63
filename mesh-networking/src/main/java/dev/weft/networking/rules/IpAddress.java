// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An IP address, version 4 or 6, read without asking any name server. */
public final class IpAddress {

    private static final int V4 = 4;
    private static final int V6 = 16;

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty for what is no address, such as a host name. An IPv4 address written as IPv6 is taken for what it is. */
    public static Optional<IpAddress> parse(String text) {
        byte[] bytes = text.indexOf(':') < 0 ? v4(text) : v6(text);
        return Optional.ofNullable(bytes).map(IpAddress::new).map(IpAddress::unmapped);
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4) {
            return null;
        }
        byte[] bytes = new byte[V4];
        for (int i = 0; i < V4; i++) {
            // A leading zero means octal to some who read it.
            if (!parts[i].matches("0|[1-9]\\d{0,2}") || Integer.parseInt(parts[i]) > 0xff) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap));
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null || (gap < 0 ? head.length != V6 : head.length + tail.length >= V6)) {
            return null;
        }
        byte[] bytes = new byte[V6];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, V6 - tail.length, tail.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[V6];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            byte[] group = i == parts.length - 1 && parts[i].indexOf('.') >= 0 ? v4(parts[i]) : group(parts[i]);
            if (group == null || length + group.length > V6) {
                return null;
            }
            System.arraycopy(group, 0, bytes, length, group.length);
            length += group.length;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static byte @Nullable [] group(String text) {
        if (!text.matches("[0-9A-Fa-f]{1,4}")) {
            return null;
        }
        int value = Integer.parseInt(text, 16);
        return new byte[] {(byte) (value >> Byte.SIZE), (byte) value};
    }

    private IpAddress unmapped() {
        boolean isMapped = bytes.length == V6
                && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
                && bytes[10] == (byte) 0xff
                && bytes[11] == (byte) 0xff;
        return isMapped ? new IpAddress(Arrays.copyOfRange(bytes, V6 - V4, V6)) : this;
    }

    /** Four or sixteen, the first one first. */
    byte[] bytes() {
        return bytes.clone();
    }
}
