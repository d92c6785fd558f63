// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plan;

import dev.weft.analysis.plan.Change;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user wants to be another way.
 *
 * @param put objects that the plane reads from the management cluster
 * @param gone objects to be deleted
 * @param ignored a line for each object that the plane does not read there
 */
public record Changes(List<RawObject> put, List<ObjectId> gone, List<String> ignored) {

    private static final String DISCOVERED = "discovery.mesh.gloo.solo.io";

    public Changes {
        put = List.copyOf(put);
        gone = List.copyOf(gone);
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads what was given on the command line.
     *
     * @param deletes each as {@code KIND/NAMESPACE/NAME}
     * @throws UnusableFolderException naming file, line and column, or the option
     */
    public static Changes read(List<String> files, List<String> deletes, InputStream standardInput)
            throws UnusableFolderException {
        List<ObjectId> gone = new ArrayList<>();
        for (String delete : deletes) {
            gone.add(deleted(delete));
        }
        WireDecoder decoder = new WireDecoder();
        List<RawObject> put = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (RawObject object : ObjectFiles.read(files, standardInput)) {
            Optional<ApiKind> kind = kind(object.id().kind());
            if (kind.isEmpty()) {
                ignored.add(object.origin() + ": " + object.id().words() + " is no object that the plane reads here");
                continue;
            }
            if (!object.apiVersion().equals(kind.get().apiVersion())) {
                throw unusable(
                        object,
                        "is of " + object.apiVersion() + ", and the plane reads "
                                + kind.get().apiVersion() + "; 'meshctl convert' may help");
            }
            if (gone.contains(object.id())) {
                throw unusable(object, "is in a file and to be deleted as well; leave one of the two out");
            }
            if (decoder.decode(object.spec(), kind.get().spec()) instanceof Decoded.Undecodable<?> undecodable) {
                throw unusable(
                        object,
                        "does not decode: spec" + (undecodable.field().isEmpty() ? "" : "." + undecodable.field())
                                + ": " + undecodable.message());
            }
            put.add(object);
        }
        return new Changes(put, gone, ignored);
    }

    /**
     * The change of a snapshot.
     *
     * @throws UnusableFolderException when something is to be deleted that is not there, or a discovered object is to be another one and
     *     the snapshot leaves discovery to us: with one such object it would be taken as all that there is
     */
    public Change against(RawSnapshot snapshot) throws UnusableFolderException {
        for (ObjectId id : gone) {
            if (snapshot.management().stream().noneMatch(object -> object.id().equals(id))) {
                throw new UnusableFolderException("--delete", 0, 0, "there is no " + id.words());
            }
        }
        boolean holdsDiscovered = snapshot.management().stream().anyMatch(Changes::isDiscovered);
        for (RawObject object : put) {
            if (isDiscovered(object) && !holdsDiscovered) {
                throw unusable(
                        object,
                        "is written by discovery, and the snapshot holds no such objects to change; leave it out, or take a snapshot"
                                + " with them");
            }
        }
        return new Change(put, gone);
    }

    private static boolean isDiscovered(RawObject object) {
        return object.id().kind().group().equals(DISCOVERED);
    }

    private static ObjectId deleted(String text) throws UnusableFolderException {
        String[] parts = text.split("/", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw new UnusableFolderException("--delete", 0, 0, "must be KIND/NAMESPACE/NAME, not '" + text + "'");
        }
        ApiKind kind = Kinds.ALL.stream()
                .filter(known -> kind(group(known)).isPresent())
                .filter(known -> known.kind().equalsIgnoreCase(parts[0])
                        || known.plural().equalsIgnoreCase(parts[0])
                        || known.shortNames().contains(parts[0]))
                .findFirst()
                .orElseThrow(() -> new UnusableFolderException(
                        "--delete", 0, 0, "there is no kind '" + parts[0] + "' that the plane reads"));
        return new ObjectId(ObjectId.MANAGEMENT, group(kind), parts[1], parts[2]);
    }

    private static Optional<ApiKind> kind(GroupKind kind) {
        return ReadKinds.ofManagement().contains(kind)
                ? Kinds.ALL.stream().filter(known -> group(known).equals(kind)).findFirst()
                : Optional.empty();
    }

    private static GroupKind group(ApiKind kind) {
        return new GroupKind(kind.group(), kind.kind());
    }

    private static UnusableFolderException unusable(RawObject object, String why) {
        return new UnusableFolderException(object.origin(), 0, 0, object.id().words() + " " + why);
    }
}
