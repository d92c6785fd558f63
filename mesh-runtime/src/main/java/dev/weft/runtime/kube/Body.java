// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A body as it comes in, up to a bound. One thread writes; another reads when all is there. */
final class Body {

    private final int most;
    private byte[] bytes = new byte[4096];
    private int length;

    Body(int most) {
        this.most = most;
    }

    /** @throws IOException when the body exceeds the bound */
    void add(List<ByteBuffer> chunks) throws IOException {
        for (ByteBuffer chunk : chunks) {
            int size = chunk.remaining();
            if (size > most - length) {
                throw new IOException("the answer is larger than " + (most >> 20)
                        + " MB, which no list of Weft is; ask for fewer objects at once");
            }
            if (length + size > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + size, (int) Math.min(most, bytes.length * 2L)));
            }
            chunk.get(bytes, length, size);
            length += size;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
