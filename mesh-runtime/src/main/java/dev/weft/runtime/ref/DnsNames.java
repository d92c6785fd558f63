// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

/** The names that Kubernetes allows (kubernetes.io/docs/concepts/overview/working-with-objects/names). */
public final class DnsNames {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;

    private DnsNames() {}

    /** RFC 1123 label: namespaces, clusters. */
    public static boolean isLabel(String name) {
        return name.length() <= LONGEST_LABEL && isLabel(name, 0, name.length());
    }

    /** RFC 1123 subdomain: names of most objects. */
    public static boolean isSubdomain(String name) {
        if (name.length() > LONGEST_SUBDOMAIN) {
            return false;
        }
        int start = 0;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            if (!isLabel(name, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(name, start, name.length());
    }

    /** Letters and digits, and dashes between them. Every object that is read is asked for, so it is done without a pattern. */
    private static boolean isLabel(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean dash = c == '-' && i > start && i < end - 1;
            if (!dash && (c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return start < end;
    }
}
