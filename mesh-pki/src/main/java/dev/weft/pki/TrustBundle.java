// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Roots that somebody trusts, and the text they are written in, which is that of {@code root-cert.pem}.
 *
 * <p>The text matters: a running istiod takes another bundle only if one of the two contains the other. Istio 1.28 and 1.29 compare bytes,
 * later ones compare certificates. So a bundle is changed by appending to the text as it was read, and by cutting a piece out of it, never by
 * writing it anew ({@link #union}, {@link #repeat}, {@link #cutTo}); {@link #isTakenAfter} is the rule itself.
 *
 * <p>Two bundles are equal when they list the same certificates in the same order, however the text is laid out; {@link #hash} likewise.
 */
public final class TrustBundle {
    private final String text;
    private final List<Listed> listed;

    /** A root and where it stands in the text. */
    private record Listed(Certificate root, int begin, int end) {}

    private TrustBundle(String text, List<Listed> listed) {
        this.text = text;
        this.listed = listed;
    }

    /** Reads a bundle and keeps its text as it is. */
    public static TrustBundle read(String pem) throws PkiException {
        List<Listed> listed = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(pem)) {
            listed.add(new Listed(Certificate.of(block), block.begin(), block.end()));
        }
        if (listed.isEmpty()) {
            throw new PkiException(Defect.WRONG_COUNT, "holds no certificate in PEM form");
        }
        return new TrustBundle(pem, List.copyOf(listed));
    }

    /**
     * A new bundle.
     *
     * @param roots at least one, in the order in which they are to be written; one may be there twice
     */
    public static TrustBundle of(List<Certificate> roots) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("a bundle without roots: nobody would be trusted");
        }
        return new TrustBundle("", List.of()).followedBy(roots);
    }

    private TrustBundle followedBy(Collection<Certificate> roots) {
        StringBuilder longer = new StringBuilder(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            longer.append('\n');
        }
        List<Listed> all = new ArrayList<>(listed);
        for (Certificate root : roots) {
            int begin = longer.length();
            longer.append(root.pem());
            all.add(new Listed(root, begin, longer.length()));
        }
        return new TrustBundle(longer.toString(), List.copyOf(all));
    }

    /** The PEM text, byte for byte as it was read or made. */
    public String text() {
        return text;
    }

    /** In the order of the text; one that is there twice is here twice. */
    public List<Certificate> roots() {
        return listed.stream().map(Listed::root).toList();
    }

    public boolean trusts(Certificate root) {
        return listed.stream().anyMatch(one -> one.root().equals(root));
    }

    /** Whether the other trusts the same roots, in whatever order and number. */
    public boolean trustsSameAs(TrustBundle other) {
        return Set.copyOf(roots()).equals(Set.copyOf(other.roots()));
    }

    /** UNION: the text as it is, followed by those of the other's roots that are not in it. The same bundle when there are none. */
    public TrustBundle union(TrustBundle other) {
        Set<Certificate> more = new LinkedHashSet<>(other.roots());
        more.removeAll(new HashSet<>(roots()));
        return more.isEmpty() ? this : followedBy(more);
    }

    /**
     * SIGN: the text as it is, followed by a root that is in it already. What is trusted stays, but the bytes differ, and that is what makes
     * istiod push the bundle and proxies ask for new certificates at once.
     *
     * @throws IllegalArgumentException when it is not trusted yet: peers have to trust a root before anything is signed with it
     */
    public TrustBundle repeat(Certificate root) {
        if (!trusts(root)) {
            throw new IllegalArgumentException("not trusted yet: " + root);
        }
        return followedBy(List.of(root));
    }

    /**
     * DROP, and the way back from SIGN: a piece of the text with the wanted roots and no others.
     *
     * @return the piece that lists exactly what is wanted, otherwise the shortest that trusts the same; the last of several. Empty when the
     *     wanted roots do not stand together, so that a running istiod would take none.
     */
    public Optional<TrustBundle> cutTo(TrustBundle wanted) {
        Optional<TrustBundle> best = Optional.empty();
        for (int from = 0; from < listed.size(); from++) {
            for (int to = from + 1; to <= listed.size(); to++) {
                TrustBundle piece = piece(from, to);
                if (piece.equals(wanted)) {
                    best = Optional.of(piece);
                } else if (piece.trustsSameAs(wanted)
                        && best.filter(found -> found.equals(wanted) || found.listed.size() < piece.listed.size())
                                .isEmpty()) {
                    best = Optional.of(piece);
                }
            }
        }
        return best;
    }

    private TrustBundle piece(int from, int to) {
        int begin = listed.get(from).begin();
        List<Listed> moved = listed.subList(from, to).stream()
                .map(one -> new Listed(one.root(), one.begin() - begin, one.end() - begin))
                .toList();
        return new TrustBundle(text.substring(begin, listed.get(to - 1).end()), moved);
    }

    /** Whether an istiod that runs with the other bundle takes this one, whatever its version from 1.28 on: one text contains the other. */
    public boolean isTakenAfter(TrustBundle running) {
        return text.contains(running.text) || running.text.contains(text);
    }

    /** SHA-256 over the certificates in their order, lower-case hex: the same for every layout of the text. */
    public String hash() {
        return Digests.sha256(listed.stream().map(one -> one.root().der()).toArray(byte[][]::new));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustBundle bundle && roots().equals(bundle.roots());
    }

    @Override
    public int hashCode() {
        return roots().hashCode();
    }

    @Override
    public String toString() {
        return roots().stream().map(Certificate::toString).collect(Collectors.joining(", ", "TrustBundle[", "]"));
    }
}
