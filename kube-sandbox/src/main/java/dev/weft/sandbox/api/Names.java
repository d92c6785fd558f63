// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import java.util.regex.Pattern;

/** Which texts are names, label keys and label values, and how Kubernetes words it when they are not. */
final class Names {
    private static final String LABEL_PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL = Pattern.compile(LABEL_PART);
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL_PART + "(\\." + LABEL_PART + ")*");
    private static final Pattern NAME_PART = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    static final String QUALIFIED =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    static final String LABEL_VALUE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
                    + " and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for"
                    + " validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final String NOT_SUBDOMAIN =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
                    + " and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String NOT_LABEL =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
                    + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private Names() {}

    /** Why a text is no name of a kind, empty when it is one. */
    static String wrong(String resourceId, String name) {
        return switch (resourceId) {
            case "/namespaces", "/services" -> label(name);
            case "rbac.authorization.k8s.io/roles",
                    "rbac.authorization.k8s.io/rolebindings",
                    "rbac.authorization.k8s.io/clusterroles",
                    "rbac.authorization.k8s.io/clusterrolebindings" -> segment(name);
            default -> subdomain(name);
        };
    }

    private static String label(String name) {
        if (name.contains(".")) {
            return "must not contain dots";
        }
        return name.length() > 63
                ? "must be no more than 63 bytes"
                : LABEL.matcher(name).matches() ? "" : NOT_LABEL;
    }

    static String subdomain(String name) {
        return name.length() > 253
                ? "must be no more than 253 bytes"
                : SUBDOMAIN.matcher(name).matches() ? "" : NOT_SUBDOMAIN;
    }

    private static String segment(String name) {
        if (name.equals(".") || name.equals("..")) {
            return "may not be '" + name + "'";
        }
        return name.contains("/") ? "may not contain '/'" : name.contains("%") ? "may not contain '%'" : "";
    }

    static boolean isQualified(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        return (slash < 0 || subdomain(key.substring(0, slash)).isEmpty())
                && name.length() <= 63
                && NAME_PART.matcher(name).matches();
    }

    static boolean isLabelValue(String value) {
        return value.isEmpty()
                || (value.length() <= 63 && NAME_PART.matcher(value).matches());
    }
}
