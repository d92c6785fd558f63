// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.proto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the protobuf wire format (https://protobuf.dev/programming-guides/encoding/). */
final class Wire {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] data;
    private int at;
    private int type;

    Wire(byte[] data) {
        this.data = data;
    }

    /** The number of the next field, 0 at the end. */
    int next() {
        if (at == data.length) {
            return 0;
        }
        long tag = varint();
        type = (int) (tag & 7);
        long number = tag >>> 3;
        if (number <= 0 || number > 1 << 29) {
            throw malformed("illegal field number " + number);
        }
        return (int) number;
    }

    int type() {
        return type;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= data.length) {
                throw malformed("unexpected EOF");
            }
            byte b = data[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("integer overflow");
    }

    long fixed(int size) {
        if (data.length - at < size) {
            throw malformed("unexpected EOF");
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << 8) | (data[at + i] & 0xff);
        }
        at += size;
        return value;
    }

    byte[] bytes() {
        long length = varint();
        if (length < 0 || length > data.length - at) {
            throw malformed("unexpected EOF");
        }
        byte[] result = Arrays.copyOfRange(data, at, at + (int) length);
        at += (int) length;
        return result;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    void skip() {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> fixed(8);
            case BYTES -> bytes();
            case FIXED32 -> fixed(4);
            default -> throw malformed("illegal wireType " + type);
        }
    }

    private static MalformedProtobufException malformed(String why) {
        return new MalformedProtobufException("proto: " + why);
    }
}
