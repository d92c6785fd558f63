// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files as UTF-8 text; a byte order mark at the start is dropped. */
final class SourceText {

    private SourceText() {}

    /** @param name how messages call the file */
    static String read(Path file, String name, long mostBytes) throws UnusableFolderException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, name, mostBytes);
        } catch (IOException e) {
            throw new UnusableFolderException(name, 0, 0, "cannot be read: " + reason(e));
        }
    }

    /** @param name how messages call the stream; it is left open */
    static String read(InputStream stream, String name, long mostBytes) throws UnusableFolderException, IOException {
        byte[] bytes = stream.readNBytes((int) Math.min(mostBytes + 1, Integer.MAX_VALUE - 8));
        if (bytes.length > mostBytes) {
            throw new UnusableFolderException(name, 0, 0, "is larger than " + mostBytes + " bytes");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            Position at = Position.of(out, out.length());
            throw new UnusableFolderException(
                    name, at.line(), at.column(), "is not UTF-8 text; convert the file to UTF-8");
        }
        return out.length() > 0 && out.get(0) == '\uFEFF'
                ? out.subSequence(1, out.length()).toString()
                : out.toString();
    }

    /** Why reading or writing failed, without the path that the message names already. */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (failure instanceof FileAlreadyExistsException file) {
            return file.getFile() + " is not a folder";
        }
        if (failure instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
