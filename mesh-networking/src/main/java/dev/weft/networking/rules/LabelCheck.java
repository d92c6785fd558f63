// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.DnsNames;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether labels and namespaces can exist in Kubernetes. A selector that asks for others can match nothing, and Istio's validation refuses
 * the object that carries them.
 */
public final class LabelCheck {

    private static final int LONGEST_NAME = 63;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private LabelCheck() {}

    /** Reports every label that no pod can carry. */
    static void labels(Map<String, String> labels, String field, Problems problems) {
        labels.forEach((key, value) -> {
            if (!isKey(key)) {
                problems.add(field, "has \"" + Wire.shorten(key) + "\", which is no label key");
            } else if (!isValue(value)) {
                problems.add(field + "." + key, "is \"" + Wire.shorten(value) + "\", which is no label value");
            }
        });
    }

    /** Reports every name that no namespace can have. */
    static void namespaces(List<String> names, String field, Problems problems) {
        for (String name : names) {
            if (!DnsNames.isLabel(name)) {
                problems.add(field, "has \"" + Wire.shorten(name) + "\", which is no name of a namespace");
            }
        }
    }

    /** Reports every name that no service account can have. */
    static void accounts(List<String> names, String field, Problems problems) {
        for (String name : names) {
            if (!DnsNames.isSubdomain(name)) {
                problems.add(field, "has \"" + Wire.shorten(name) + "\", which is no name of a service account");
            }
        }
    }

    /** Whether a pod can carry the label. */
    public static boolean fits(String key, String value) {
        return isKey(key) && isValue(value);
    }

    private static boolean isKey(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        boolean prefixFits = slash < 0 || DnsNames.isSubdomain(prefix);
        return prefixFits && name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    }

    private static boolean isValue(String value) {
        return value.isEmpty()
                || (value.length() <= LONGEST_NAME && NAME.matcher(value).matches());
    }
}
