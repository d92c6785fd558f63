// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import java.util.regex.Pattern;

/** The names that Kubernetes allows (kubernetes.io/docs/concepts/overview/working-with-objects/names). */
public final class DnsNames {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private DnsNames() {}

    /** RFC 1123 label: namespaces, clusters. */
    public static boolean isLabel(String name) {
        return name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches();
    }

    /** RFC 1123 subdomain: names of most objects. */
    public static boolean isSubdomain(String name) {
        if (name.length() > LONGEST_SUBDOMAIN) {
            return false;
        }
        for (String part : name.split("\\.", -1)) {
            if (!LABEL.matcher(part).matches()) {
                return false;
            }
        }
        return true;
    }
}
