// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Makes Kubernetes names of other texts, exactly as the reference did, so that its objects keep their names. */
public final class KubeNames {

    private static final int LONGEST = 63;
    private static final int KEPT_OF_LONG = 31;

    private KubeNames() {}

    /**
     * Replaces each of {@code * / . :} and blank by {@code -}, drops {@code [ ] " '} and line feeds, shortens what exceeds 63 characters
     * to 31 characters, a dash and as much of the MD5 of the unshortened text as fits, and lower-cases. Not injective.
     */
    public static String sanitise(String text) {
        StringBuilder replaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*', '/', '.', ':', ' ' -> replaced.append('-');
                case '[', ']', '"', '\'', '\n' -> {
                    // dropped
                }
                default -> replaced.append(c);
            }
        }
        String name = replaced.toString();
        if (name.length() > LONGEST) {
            name = (name.substring(0, KEPT_OF_LONG) + "-" + md5(name)).substring(0, LONGEST);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** A name of 32 characters for any text. */
    public static String hashed(String text) {
        return md5(text);
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
