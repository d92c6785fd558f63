// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.meshconfig;

import dev.weft.pki.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Roots that proxies are to trust, and trust domains that they are to let in, in {@code caCertificates} of a mesh configuration that is somebody else's. Ours stand between two
 * comments; all else stays byte for byte, so nothing is written anew from what was understood. What the text means is only read to find the
 * place, and to see afterwards that nothing but our entries has changed.
 *
 * <p>Ours come first, in front of what is there: what stands at the end of a text may depend on how it ends.
 */
public final class MeshConfigText {
    private static final String BEGIN = "# weft: begin";
    private static final String BEGIN_LINE = BEGIN + " (kept by the cert-agent; what is changed here is undone)";
    private static final String END = "# weft: end";
    private static final String PEM = "pem";
    private static final String TRUST_DOMAINS = "trustDomains";
    private static final int MOST_TRUST_DOMAINS = 200;

    private MeshConfigText() {}

    /**
     * The text with these entries of ours, and no others.
     *
     * @param wanted none takes our entries away
     */
    public static Edit with(String text, Entries wanted) {
        List<Line> lines = Line.of(text);
        if (wanted.isEmpty() && lines.stream().noneMatch(line -> line.begins() || line.ends())) {
            return new Edit.Same();
        }
        List<Object> entries = wanted.roots().stream()
                .map(root -> entry(root, wanted.trustDomains()))
                .toList();
        Optional<Yaml> before = Yaml.read(text);
        if (before.isEmpty()) {
            return new Edit.Refused("is no YAML that can be read, or no mapping; correct it");
        }
        long begins = lines.stream().filter(Line::begins).count();
        long ends = lines.stream().filter(Line::ends).count();
        if (begins != ends || begins > 1) {
            return new Edit.Refused("has not one pair of the comments \"" + BEGIN + "\" and \"" + END
                    + "\"; delete what stands between them, and them");
        }
        if (begins == 0) {
            // Somebody else may trust them already.
            boolean there = before.get().certificates().containsAll(entries);
            return there ? new Edit.Same() : inserted(text, before.get(), wanted, entries);
        }
        if (!wanted.isEmpty()
                && isAsWanted(lines, wanted)
                && before.get().certificates().containsAll(entries)) {
            return new Edit.Same();
        }
        Optional<String> bare = bare(text, before.get());
        if (bare.isEmpty()) {
            return new Edit.Refused("has more or less than entries of \"" + Yaml.KEY + "\" between the comments \""
                    + BEGIN + "\" and \"" + END + "\"; delete what does not belong there");
        }
        return wanted.isEmpty()
                ? new Edit.Changed(bare.get())
                : inserted(bare.get(), Yaml.read(bare.get()).orElseThrow(), wanted, entries);
    }

    /** The trust domains that a text lets in by its certificates, whoever wrote them: those that are some, and not endlessly many. */
    public static SortedSet<String> trustDomains(String text) {
        return Yaml.read(text).stream()
                .flatMap(yaml -> yaml.certificates().stream())
                .filter(Map.class::isInstance)
                .map(entry -> ((Map<?, ?>) entry).get(TRUST_DOMAINS))
                .filter(List.class::isInstance)
                .flatMap(listed -> ((List<?>) listed).stream())
                .map(String::valueOf)
                .filter(Entries::isTrustDomain)
                .distinct()
                .limit(MOST_TRUST_DOMAINS)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Object entry(Certificate root, List<String> trustDomains) {
        return trustDomains.isEmpty() ? Map.of(PEM, root.pem()) : Map.of(PEM, root.pem(), TRUST_DOMAINS, trustDomains);
    }

    /** Whether what stands between the comments is what we would write, wherever it was moved to. */
    private static boolean isAsWanted(List<Line> lines, Entries entries) {
        List<String> between = lines.stream()
                .dropWhile(line -> !line.begins())
                .takeWhile(line -> !line.ends())
                .skip(1)
                .map(Line::words)
                .filter(words -> !words.equals(Yaml.KEY + ":"))
                .toList();
        List<String> wanted = items("", entries).stream().map(String::strip).toList();
        return between.equals(wanted);
    }

    /** Without our entries: and without the key, unless others have put theirs behind it. */
    private static Optional<String> bare(String text, Yaml before) {
        for (boolean withKey : new boolean[] {false, true}) {
            String bare = cut(text, withKey);
            Optional<Yaml> after = Yaml.read(bare);
            if (after.isPresent() && before.isSameBesides(after.get()) && isRun(before, after.get())) {
                return Optional.of(bare);
            }
        }
        return Optional.empty();
    }

    /** Whether the second lacks some certificates that stand together in the first, at least one, and no other. */
    private static boolean isRun(Yaml before, Yaml after) {
        List<@Nullable Object> all = before.certificates();
        List<@Nullable Object> left = after.certificates();
        int gone = all.size() - left.size();
        for (int at = 0; gone > 0 && at + gone <= all.size(); at++) {
            List<@Nullable Object> others = new ArrayList<>(all.subList(0, at));
            others.addAll(all.subList(at + gone, all.size()));
            if (others.equals(left)) {
                return true;
            }
        }
        return false;
    }

    private static String cut(String text, boolean withKey) {
        StringBuilder left = new StringBuilder();
        boolean ours = false;
        boolean open = false;
        for (Line line : Line.of(text)) {
            ours |= line.begins();
            if (!ours || (withKey && line.words().equals(Yaml.KEY + ":"))) {
                left.append(line.text());
            }
            if (line.ends()) {
                ours = false;
                // It was put behind a line that had no end.
                open = !line.isEnded();
            }
        }
        return open ? left.toString().replaceFirst("\r?\n$", "") : left.toString();
    }

    private static Edit inserted(String text, Yaml before, Entries wanted, List<Object> entries) {
        Optional<String> objection = objection(before);
        if (objection.isPresent()) {
            return new Edit.Refused(objection.get());
        }
        String next = before.entry()
                .map(entry -> beside(text, entry, wanted))
                .orElseGet(() -> withKey(text, before.mapping(), wanted));
        List<@Nullable Object> expected = new ArrayList<>(entries);
        expected.addAll(before.certificates());
        Optional<Yaml> after = Yaml.read(next);
        return after.isPresent()
                        && after.get().isSameBesides(before)
                        && after.get().certificates().equals(expected)
                ? new Edit.Changed(next)
                : new Edit.Refused(
                        "is written in a way in which nothing can be added without touching the rest; write \""
                                + Yaml.KEY
                                + ":\" as a list in block style, each entry on a line of its own that begins with \"- \"");
    }

    private static Optional<String> objection(Yaml yaml) {
        if (yaml.mapping().filter(root -> root.getFlowStyle() == FlowStyle.FLOW).isPresent()) {
            return Optional.of("is written in flow style, in braces; write it in block style");
        }
        if (yaml.entry().isEmpty()) {
            return yaml.hasMerge()
                    ? Optional.of("has a merge key (<<) that may bring \"" + Yaml.KEY + "\"; write that list out")
                    : Optional.empty();
        }
        Node value = yaml.entry().get().getValueNode();
        if (value instanceof SequenceNode list) {
            return list.getFlowStyle() == FlowStyle.FLOW
                    ? Optional.of(
                            "has \"" + Yaml.KEY + "\" in flow style, in brackets; write it as a block, each entry on a"
                                    + " line of its own that begins with \"- \", or delete it if it is empty")
                    : Optional.empty();
        }
        return isNothing(value)
                ? Optional.empty()
                : Optional.of("has a \"" + Yaml.KEY + "\" that is no list; correct or delete it");
    }

    private static boolean isNothing(Node value) {
        return value instanceof ScalarNode scalar && scalar.getValue().isEmpty() && scalar.isPlain();
    }

    /** In front of the entries that are there, or below the key that has none. */
    private static String beside(String text, NodeTuple entry, Entries wanted) {
        Mark mark = mark(entry.getValueNode() instanceof SequenceNode list ? list : entry.getKeyNode());
        int at = offset(text, mark);
        int begin = lineBegin(text, at);
        String indent = text.substring(begin, at);
        if (entry.getValueNode() instanceof SequenceNode) {
            return text.substring(0, begin) + block(text, indent, "", wanted) + text.substring(begin);
        }
        int end = text.indexOf('\n', at);
        String block = block(text, indent, "", wanted);
        if (end >= 0) {
            return text.substring(0, end + 1) + block + text.substring(end + 1);
        }
        String lineEnd = lineEnd(text);
        return text + lineEnd + block.substring(0, block.length() - lineEnd.length());
    }

    /** In front of the first key; of a text that says nothing, at its beginning. */
    private static String withKey(String text, Optional<MappingNode> root, Entries wanted) {
        int at = root.map(mapping -> offset(text, mark(mapping))).orElse(0);
        int begin = lineBegin(text, at);
        String indent = text.substring(begin, at);
        return text.substring(0, begin) + block(text, indent, indent + Yaml.KEY + ":", wanted) + text.substring(begin);
    }

    private static String block(String text, String indent, String key, Entries wanted) {
        List<String> lines = new ArrayList<>();
        lines.add(indent + BEGIN_LINE);
        if (!key.isEmpty()) {
            lines.add(key);
        }
        lines.addAll(items(indent, wanted));
        lines.add(indent + END);
        String lineEnd = lineEnd(text);
        return String.join(lineEnd, lines) + lineEnd;
    }

    private static List<String> items(String indent, Entries wanted) {
        List<String> lines = new ArrayList<>();
        for (Certificate root : wanted.roots()) {
            lines.add(indent + "- " + PEM + ": |");
            root.pem().lines().forEach(line -> lines.add(indent + "    " + line));
            if (!wanted.trustDomains().isEmpty()) {
                lines.add(indent + "  " + TRUST_DOMAINS + ":");
                // Some would be numbers or truths without quotes.
                wanted.trustDomains().forEach(one -> lines.add(indent + "  - \"" + one + "\""));
            }
        }
        return lines;
    }

    private static String lineEnd(String text) {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private static Mark mark(Node node) {
        return node.getStartMark().orElseThrow();
    }

    private static int offset(String text, Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static int lineBegin(String text, int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** A line together with its end. */
    private record Line(String text) {
        static List<Line> of(String text) {
            List<Line> lines = new ArrayList<>();
            for (int begin = 0; begin < text.length(); ) {
                int end = text.indexOf('\n', begin);
                int next = end < 0 ? text.length() : end + 1;
                lines.add(new Line(text.substring(begin, next)));
                begin = next;
            }
            return lines;
        }

        String words() {
            return text.strip();
        }

        boolean begins() {
            return words().startsWith(BEGIN);
        }

        boolean ends() {
            return words().equals(END);
        }

        boolean isEnded() {
            return text.endsWith("\n");
        }
    }
}
