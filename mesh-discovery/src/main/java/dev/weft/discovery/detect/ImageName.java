// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

/**
 * A container image reference, taken apart.
 *
 * @param repository everything before tag and digest, registry included
 * @param tag empty when there is none
 * @param digest for example {@code sha256:...}, empty when there is none
 */
public record ImageName(String repository, String tag, String digest) {

    /** Any text is taken apart; a text that is no image reference gives odd parts, never an error. */
    public static ImageName of(String image) {
        int at = image.indexOf('@');
        String digest = at < 0 ? "" : image.substring(at + 1);
        String named = at < 0 ? image : image.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        return new ImageName(
                tagged ? named.substring(0, colon) : named, tagged ? named.substring(colon + 1) : "", digest);
    }

    /** The last part of the repository: the name of the image itself, without registry and folders. */
    public String lastPart() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    /** Tag, else digest, else empty. */
    public String version() {
        return tag.isEmpty() ? digest : tag;
    }
}
