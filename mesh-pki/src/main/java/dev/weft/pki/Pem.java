// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM texts (RFC 7468). Read leniently where people differ: line ends, comments between blocks, a missing last line end. Read strictly
 * where a slip would lose a certificate without a word: Go, and so istiod, skips a block that is not whole. Messages have the line and
 * never what stands there.
 */
final class Pem {
    /** More than a Secret can hold. */
    private static final int LONGEST = 2 << 20;

    private static final Pattern LINE = Pattern.compile("([^\r\n]*)(\r\n|\n|\r|\\z)");
    private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");

    private Pem() {}

    /** Labels that are known; the text of any other one is not repeated, as it could be anything. */
    enum Label {
        CERTIFICATE("CERTIFICATE", "a certificate"),
        X509_CERTIFICATE("X509 CERTIFICATE", "a certificate"),
        REQUEST("CERTIFICATE REQUEST", "a certificate signing request"),
        NEW_REQUEST("NEW CERTIFICATE REQUEST", "a certificate signing request"),
        CRL("X509 CRL", "a revocation list"),
        PUBLIC_KEY("PUBLIC KEY", "a public key"),
        PKCS8_KEY("PRIVATE KEY", "a private key"),
        PKCS1_KEY("RSA PRIVATE KEY", "a private key"),
        SEC1_KEY("EC PRIVATE KEY", "a private key"),
        ENCRYPTED_KEY("ENCRYPTED PRIVATE KEY", "an encrypted private key"),
        EC_PARAMETERS("EC PARAMETERS", "the parameters of a curve"),
        OTHER("", "a block of another type");

        private final String text;
        private final String description;

        Label(String text, String description) {
            this.text = text;
            this.description = description;
        }

        String description() {
            return description;
        }

        static Label of(String text) {
            return Arrays.stream(values())
                    .filter(label -> label.text.equals(text))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /**
     * A block. Not a record, which would print its content.
     */
    static final class Block {
        private final Label label;
        private final byte[] content;
        private final int line;
        private final int begin;
        private final int end;

        private Block(Open open, byte[] content, int end) {
            this.label = open.label();
            this.content = content;
            this.line = open.line();
            this.begin = open.begin();
            this.end = end;
        }

        Label label() {
            return label;
        }

        byte[] content() {
            return content.clone();
        }

        /** Where it begins, as people count: from 1. */
        int line() {
            return line;
        }

        /** Offset in the text of the first character. */
        int begin() {
            return begin;
        }

        /** Offset after the line end that belongs to it, or the end of the text. */
        int end() {
            return end;
        }

        PkiException wrong(String expected) {
            return new PkiException(
                    Defect.WRONG_BLOCK,
                    "line " + line + ": " + label.description() + " where " + expected + " belongs");
        }

        @Override
        public String toString() {
            return label.description() + " at line " + line;
        }
    }

    /** A block whose end was not seen yet. */
    private record Open(Label label, String text, int line, int begin) {}

    /** All blocks in order; none in a text without any. */
    static List<Block> blocks(String text) throws PkiException {
        if (text.length() > LONGEST) {
            throw new PkiException(Defect.MALFORMED, "is longer than any Secret");
        }
        List<Block> blocks = new ArrayList<>();
        Optional<Open> open = Optional.empty();
        StringBuilder base64 = new StringBuilder();
        int number = 0;
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            number++;
            String line = stripMark(lines.group(1), number).stripTrailing();
            boolean dashes = line.contains("-----BEGIN") || line.contains("-----END");
            if (dashes) {
                Matcher boundary = BOUNDARY.matcher(line);
                if (!boundary.matches()) {
                    throw malformed(number, "a BEGIN or END that is not alone on its line");
                }
                boolean begins = boundary.group(1).equals("BEGIN");
                if (begins == open.isPresent()) {
                    throw malformed(number, begins ? "a BEGIN inside a block" : "an END without a BEGIN");
                }
                if (begins) {
                    Label label = Label.of(boundary.group(2));
                    open = Optional.of(new Open(label, boundary.group(2), number, lines.start()));
                } else {
                    blocks.add(closed(open.orElseThrow(), boundary.group(2), base64.toString(), lines.end()));
                    open = Optional.empty();
                }
                base64.setLength(0);
            } else if (open.isPresent()) {
                base64.append(base64(line.strip(), number, open.get()));
            }
            if (lines.end() == text.length()) {
                break;
            }
        }
        if (open.isPresent()) {
            throw malformed(open.get().line(), "a BEGIN whose END is missing");
        }
        return List.copyOf(blocks);
    }

    /** The text of a block: lines of 64 characters, each with a line feed, the last one too. */
    static String write(Label label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label.text + "-----\n" + body + "\n-----END " + label.text + "-----\n";
    }

    private static String stripMark(String line, int number) {
        return number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static String base64(String line, int number, Open open) throws PkiException {
        if (line.indexOf(':') >= 0 && open.label().description().endsWith("key")) {
            throw new PkiException(
                    Defect.UNSUPPORTED_KEY, "line " + number + ": a key with headers, so an encrypted one");
        }
        if (!BASE64.matcher(line).matches()) {
            throw malformed(number, "not base64");
        }
        return line;
    }

    private static Block closed(Open open, String label, String base64, int end) throws PkiException {
        if (!label.equals(open.text())) {
            throw malformed(open.line(), "a BEGIN whose END has another label");
        }
        try {
            byte[] content = Base64.getDecoder().decode(base64);
            if (content.length > 0) {
                return new Block(open, content, end);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(open.line(), "a block that is not base64");
        }
        throw malformed(open.line(), "a block without content");
    }

    private static PkiException malformed(int line, String what) {
        return new PkiException(Defect.MALFORMED, "line " + line + ": " + what);
    }
}
