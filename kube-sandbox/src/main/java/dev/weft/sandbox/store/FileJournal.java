// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one file: a record a write, appended and handed to the operating system before the write is answered, so
 * that it survives the end of the process, however hard (not the loss of power: nothing is forced to the disk). A record
 * that was cut off is dropped. When opened, the file is rewritten without what is outdated.
 *
 * <p>A record is: length of the rest, CRC-32C of the rest, revision, then {@code resource \0 namespace \0 name \0} and
 * the JSON of the object, or nothing when it was removed.
 */
public final class FileJournal implements Journal {
    private static final int LONGEST = 64 << 20;

    private final Path file;
    private final FileChannel lockFile;

    /** A stream, not a channel: an interrupt would close a channel in the middle of a record. */
    private @Nullable FileOutputStream out;

    /**
     * @param folder made when absent, readable by its owner only
     * @throws IOException when another process uses the folder, or it cannot be written
     */
    public FileJournal(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        file = folder.resolve("journal");
        lockFile = open(folder.resolve("lock"));
        if (!lockIsOurs()) {
            lockFile.close();
            throw new IOException(folder + " is in use by another kube-sandbox");
        }
    }

    /** The lock goes with the file's channel. */
    private boolean lockIsOurs() throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this process has it.
            return false;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Override
    public long replay(Consumer<Stored> objects) {
        Map<Key, Stored> live = new TreeMap<>();
        try {
            long newest = Files.exists(file) ? read(live) : 0;
            rewrite(live, newest);
            live.values().forEach(objects);
            return newest;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private long read(Map<Key, Stored> live) throws IOException {
        long newest = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            while (true) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 8 || length > LONGEST) {
                    return newest;
                }
                byte[] rest = in.readNBytes(length);
                if (rest.length < length || checksum(rest) != sum) {
                    return newest;
                }
                newest = Math.max(newest, apply(ByteBuffer.wrap(rest), live));
            }
        } catch (EOFException e) {
            return newest;
        }
    }

    private static long apply(ByteBuffer record, Map<Key, Stored> live) {
        long revision = record.getLong();
        Key key = new Key(word(record), word(record), word(record));
        if (record.hasRemaining()) {
            byte[] json = new byte[record.remaining()];
            record.get(json);
            ObjectNode object = Json.own(json);
            live.put(key, Stored.of(key, revision, object));
        } else {
            live.remove(key);
        }
        return revision;
    }

    private static String word(ByteBuffer record) {
        int start = record.position();
        while (record.get() != 0) {
            // on to the end of the word
        }
        byte[] word = new byte[record.position() - start - 1];
        record.get(start, word);
        return new String(word, StandardCharsets.UTF_8);
    }

    /** Also keeps the newest revision when its object is gone: a revision is never given twice. */
    private void rewrite(Map<Key, Stored> live, long newest) throws IOException {
        Path fresh = file.resolveSibling("journal.new");
        Files.deleteIfExists(fresh);
        open(fresh).close();
        FileOutputStream stream = new FileOutputStream(fresh.toFile(), true);
        for (Stored stored : live.values()) {
            stream.write(record(stored.revision(), stored.key(), stored.json()));
        }
        stream.write(record(newest, new Key("", "", ""), new byte[0]));
        stream.getFD().sync();
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        out = stream;
    }

    @Override
    public void put(Stored object) {
        append(record(object.revision(), object.key(), object.json()));
    }

    @Override
    public void remove(Key key, long revision) {
        append(record(revision, key, new byte[0]));
    }

    private static byte[] record(long revision, Key key, byte[] json) {
        byte[] words =
                (key.resource() + '\0' + key.namespace() + '\0' + key.name() + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer rest = ByteBuffer.allocate(8 + words.length + json.length);
        rest.putLong(revision).put(words).put(json);
        return ByteBuffer.allocate(8 + rest.capacity())
                .putInt(rest.capacity())
                .putInt(checksum(rest.array()))
                .put(rest.array())
                .array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private void append(byte[] record) {
        if (out == null) {
            throw new IllegalStateException("the journal was not replayed");
        }
        try {
            out.write(record);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
