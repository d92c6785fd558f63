// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.snapshot.RawObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How deletes that wait after a start are approved: by an annotation of a KubernetesCluster with a digest of exactly these deletes. */
public final class Approvals {

    /** Annotation of a KubernetesCluster: digests, with commas between them, as each operator holds its own deletes. */
    public static final String ANNOTATION = "weft.dev/approve-deletes";

    static final int DIGITS = 12;

    private static final Pattern ASKED = Pattern.compile(Pattern.quote(ANNOTATION) + "=([0-9a-f]{" + DIGITS + "})");

    private Approvals() {}

    /** What is to be said where deletes with this digest wait. */
    static String request(String digest) {
        return "if that is right, say meshctl approve deletes --cluster NAME, or annotate the KubernetesCluster with "
                + ANNOTATION + "=" + digest;
    }

    /** The digests that messages ask to be approved. */
    public static SortedSet<String> asked(String messages) {
        Matcher matcher = ASKED.matcher(messages);
        SortedSet<String> digests = new TreeSet<>();
        while (matcher.find()) {
            digests.add(matcher.group(1));
        }
        return digests;
    }

    /** The digests that are approved on a KubernetesCluster. */
    public static SortedSet<String> on(RawObject cluster) {
        return given(cluster.metadata().path("annotations").path(ANNOTATION).asText(""));
    }

    /** The digests that an annotation approves; anything else in it approves nothing. */
    public static SortedSet<String> given(String annotation) {
        return Collections.unmodifiableSortedSet(Arrays.stream(annotation.split(",", -1))
                .map(String::strip)
                .filter(digest -> !digest.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
