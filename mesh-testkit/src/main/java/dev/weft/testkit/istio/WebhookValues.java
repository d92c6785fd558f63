// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;

/**
 * Single values as Istio's webhook checks them (istio.io/istio {@code pkg/config/validation/agent/validation.go} and {@code
 * pkg/config/labels}). Written from those rules and shares no code with what Weft checks when it reads a policy.
 */
final class WebhookValues {

    private static final String LABEL = "[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?";
    private static final String DNS_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final java.util.regex.Pattern DURATION_PART =
            java.util.regex.Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    private final Complaints complaints;

    WebhookValues(Complaints complaints) {
        this.complaints = complaints;
    }

    /** ValidateWildcardDomain: an FQDN of at most 255 characters whose first label may be {@code *}. */
    void host(JsonNode value, String path) {
        String host = value.asText();
        complaints.unless(!host.isEmpty() && host.length() <= 255, path, "host has no or over 255 characters");
        String[] labels = host.split("\\.", -1);
        for (int i = 0; i < labels.length; i++) {
            boolean wildcard = i == 0 && labels[i].equals("*");
            complaints.unless(
                    wildcard || (labels[i].length() <= 63 && labels[i].matches(LABEL)),
                    path,
                    "host \"" + host + "\" has the invalid label \"" + labels[i] + "\"");
        }
        complaints.unless(!labels[labels.length - 1].matches("[0-9]+"), path, "host ends in a number");
    }

    /** ValidatePort. */
    void port(JsonNode value, String path) {
        complaints.unless(
                value.canConvertToInt() && value.intValue() >= 1 && value.intValue() <= 65_535,
                path,
                "port " + value + " is not in 1..65535");
    }

    /** ValidateDuration: at least 1 ms, no part below a millisecond. */
    void duration(JsonNode value, String path) {
        if (value.isMissingNode()) {
            return;
        }
        BigDecimal milliseconds = milliseconds(value.asText(), path);
        complaints.unless(milliseconds.compareTo(BigDecimal.ONE) >= 0, path, "duration must be greater than 1ms");
        complaints.unless(milliseconds.remainder(BigDecimal.ONE).signum() == 0, path, "only durations to ms precision");
    }

    /** {@code max_age duration is accurate only to seconds precision}. */
    void wholeSeconds(JsonNode value, String path) {
        if (!value.isMissingNode()) {
            duration(value, path);
            BigDecimal milliseconds = milliseconds(value.asText(), path);
            complaints.unless(
                    milliseconds.remainder(BigDecimal.valueOf(1000)).signum() == 0, path, "only whole seconds");
        }
    }

    private BigDecimal milliseconds(String text, String path) {
        complaints.unless(text.matches("(\\d+(\\.\\d+)?(ms|s|m|h))+"), path, "\"" + text + "\" is not a duration");
        Matcher parts = DURATION_PART.matcher(text);
        return parts.results().map(WebhookValues::milliseconds).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal milliseconds(MatchResult part) {
        long unit = switch (part.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1000;
            default -> 1;
        };
        return new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit));
    }

    /** A share in percent; {@code smallest} is the least that is not zero. */
    void percentage(JsonNode value, double smallest, String path) {
        if (!value.isMissingNode()) {
            double share = value.path("value").asDouble();
            complaints.unless(share >= 0 && share <= 100, path, share + " is not in 0..100");
            complaints.unless(share == 0 || share >= smallest, path, share + " is below " + smallest);
        }
    }

    /** validateStringMatch and validateStringMatchRegexp; an absent match is fine. */
    void stringMatch(JsonNode match, String path) {
        if (match.isMissingNode()) {
            return;
        }
        complaints.unless(match.isObject(), path, "cannot be null");
        if (match.has("regex")) {
            regex(match.path("regex").asText(), path);
        }
        if (match.has("prefix")) {
            complaints.unless(!match.path("prefix").asText().isEmpty(), path, "prefix should not be empty");
        }
    }

    private void regex(String expression, String path) {
        complaints.unless(!expression.isEmpty(), path, "regex should not be empty");
        complaints.unless(expression.length() <= 1024, path, "regex is longer than 1024");
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            complaints.add(path, "regex \"" + expression + "\" is not RE2: " + e.getDescription());
        }
    }

    /** ValidateHTTPHeaderName, for matching. */
    void headerName(String name, String path) {
        complaints.unless(!name.isEmpty(), path, "header name cannot be empty");
        complaints.unless(
                name.startsWith("@request.auth.claims") || name.matches("[-_A-Za-z0-9]+"),
                path,
                "header name \"" + name + "\" is not a valid header name");
        complaints.unless(!name.startsWith("@request.auth.claims"), path, "routing by JWT claim is for gateways only");
    }

    /** ValidateHTTPHeaderOperationName and its variant that lets a request's authority be set. */
    void changedHeader(String name, boolean authority, String path) {
        complaints.unless(!name.isEmpty(), path, "header name cannot be empty");
        complaints.unless(
                (authority && isAuthority(name)) || (!name.startsWith(":") && !name.equalsIgnoreCase("host")),
                path,
                "header \"" + name + "\" cannot be changed");
    }

    /** isAuthorityHeader. */
    static boolean isAuthority(String name) {
        return name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
    }

    /** ValidateHTTPHeaderValue: Envoy reads a single {@code %} as the start of a command. */
    void headerValue(String value, String path) {
        String plain = value.replace("%%", "").replaceAll("%[A-Z_0-9]+(\\([^)]*\\))?(:\\d+)?%", "");
        complaints.unless(!plain.contains("%"), path, "header value \"" + value + "\" has a lone %");
        complaints.unless(!value.contains("\n") && !value.contains("\r"), path, "header value has a line break");
    }

    /** labels.Instance.Validate: Kubernetes labels. */
    void labels(JsonNode labels, String path) {
        labels.properties().forEach(label -> {
            String[] key = label.getKey().split("/", -1);
            String name = key[key.length - 1];
            boolean fine = key.length <= 2
                    && name.length() <= 63
                    && name.matches("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
                    && (key.length == 1 || isSubdomain(key[0]));
            complaints.unless(fine, path, "\"" + label.getKey() + "\" is not a label key");
            String value = label.getValue().asText();
            complaints.unless(
                    value.length() <= 63 && value.matches("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"),
                    path,
                    "\"" + value + "\" is not a label value");
        });
    }

    private static boolean isSubdomain(String prefix) {
        return prefix.length() <= 253
                && Arrays.stream(prefix.split("\\.", -1)).allMatch(label -> label.matches(DNS_1123));
    }

    /** IsDNS1123Label. */
    void dnsLabel(String label, String path) {
        complaints.unless(
                label.length() <= 63 && label.matches(DNS_1123), path, "\"" + label + "\" is not a DNS label");
    }
}
