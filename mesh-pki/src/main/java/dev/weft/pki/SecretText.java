// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The entries of a Secret as texts; what is wrong with one is said with its name. */
record SecretText(Map<String, byte[]> data) {

    /** Reads an entry. */
    interface Reader<T> {
        T read(String text) throws PkiException;
    }

    /**
     * @param why what the entry is for, in the message when it is missing
     */
    <T> T required(String entry, String why, Reader<T> reader) throws PkiException {
        return optional(entry, reader)
                .orElseThrow(() -> new PkiException(Defect.MISSING_ENTRY, "is missing or empty: " + why).in(entry));
    }

    /** An empty entry counts as absent: the reference leaves some empty. */
    <T> Optional<T> optional(String entry, Reader<T> reader) throws PkiException {
        byte[] bytes = data.get(entry);
        if (bytes == null || bytes.length == 0) {
            return Optional.empty();
        }
        try {
            // A fresh decoder reports what is no UTF-8 instead of replacing it: what is read is written back byte for
            // byte.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(reader.read(text));
        } catch (CharacterCodingException e) {
            throw new PkiException(Defect.MALFORMED, "is no text").in(entry);
        } catch (PkiException e) {
            throw e.in(entry);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
