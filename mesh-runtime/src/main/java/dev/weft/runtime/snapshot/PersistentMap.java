// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map ordered by its keys. A changed copy shares all but O(log n) nodes with the original, and what differs between two
 * versions is found in time proportional to the difference, because shared subtrees are skipped. A balanced (AVL) tree.
 *
 * <p>Its {@link Map} view never changes; the mutators of {@link Map} throw {@link UnsupportedOperationException}.
 *
 * @param <K> key, ordered consistently with equals
 * @param <V> value, not null
 */
public final class PersistentMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> {

    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int height,
            int size) {

        static <K, V> Node<K, V> of(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            return new Node<>(
                    key, value, left, right, 1 + Math.max(height(left), height(right)), 1 + size(left) + size(right));
        }

        static int height(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.height;
        }

        static int size(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.size;
        }
    }

    private final @Nullable Node<K, V> root;

    private PersistentMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // it holds nothing
    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /** A map of the same content; {@code entries} itself when it is persistent. */
    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> copyOf(Map<K, V> entries) {
        if (entries instanceof PersistentMap<K, V> persistent) {
            return persistent;
        }
        SortedMap<K, V> sorted = new TreeMap<>(entries);
        return new PersistentMap<>(
                balanced(List.copyOf(sorted.keySet()), List.copyOf(sorted.values()), 0, sorted.size()));
    }

    /**
     * A map of these entries.
     *
     * @param entries with different keys, best in their order or nearly so
     */
    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> of(Collection<Map.Entry<K, V>> entries) {
        List<Map.Entry<K, V>> sorted = new ArrayList<>(entries);
        sorted.sort(Map.Entry.comparingByKey());
        List<K> keys = sorted.stream().map(Map.Entry::getKey).toList();
        return new PersistentMap<>(
                balanced(keys, sorted.stream().map(Map.Entry::getValue).toList(), 0, keys.size()));
    }

    private static <K, V> @Nullable Node<K, V> balanced(List<K> keys, List<V> values, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return Node.of(
                keys.get(middle),
                values.get(middle),
                balanced(keys, values, from, middle),
                balanced(keys, values, middle + 1, to));
    }

    /** With {@code value} under {@code key}; this very map when it is there already. */
    public PersistentMap<K, V> with(K key, V value) {
        Node<K, V> changed = put(root, key, value);
        return changed == root ? this : new PersistentMap<>(changed);
    }

    /** Without {@code key}; this very map when it is not there. */
    public PersistentMap<K, V> without(K key) {
        Node<K, V> changed = remove(root, key);
        return changed == root ? this : new PersistentMap<>(changed);
    }

    private static <K extends Comparable<? super K>, V> Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return Node.of(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return node.value == value ? node : new Node<>(key, value, node.left, node.right, node.height, node.size);
        }
        if (order < 0) {
            Node<K, V> left = put(node.left, key, value);
            return left == node.left ? node : rebalanced(node.key, node.value, left, node.right);
        }
        Node<K, V> right = put(node.right, key, value);
        return right == node.right ? node : rebalanced(node.key, node.value, node.left, right);
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            Node<K, V> left = remove(node.left, key);
            return left == node.left ? node : rebalanced(node.key, node.value, left, node.right);
        }
        if (order > 0) {
            Node<K, V> right = remove(node.right, key);
            return right == node.right ? node : rebalanced(node.key, node.value, node.left, right);
        }
        if (node.left == null) {
            return node.right;
        }
        if (node.right == null) {
            return node.left;
        }
        Node<K, V> next = smallest(node.right);
        return rebalanced(next.key, next.value, node.left, remove(node.right, next.key));
    }

    private static <K, V> Node<K, V> smallest(Node<K, V> node) {
        Node<K, V> smallest = node;
        while (smallest.left != null) {
            smallest = smallest.left;
        }
        return smallest;
    }

    /** The node of these parts, whose heights differ by at most two. */
    private static <K, V> Node<K, V> rebalanced(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int slope = Node.height(left) - Node.height(right);
        if (slope > 1 && left != null) {
            if (Node.height(left.left) >= Node.height(left.right) || left.right == null) {
                return Node.of(left.key, left.value, left.left, Node.of(key, value, left.right, right));
            }
            Node<K, V> top = left.right;
            return Node.of(
                    top.key,
                    top.value,
                    Node.of(left.key, left.value, left.left, top.left),
                    Node.of(key, value, top.right, right));
        }
        if (slope < -1 && right != null) {
            if (Node.height(right.right) >= Node.height(right.left) || right.left == null) {
                return Node.of(right.key, right.value, Node.of(key, value, left, right.left), right.right);
            }
            Node<K, V> top = right.left;
            return Node.of(
                    top.key,
                    top.value,
                    Node.of(key, value, left, top.left),
                    Node.of(right.key, right.value, top.right, right.right));
        }
        return Node.of(key, value, left, right);
    }

    /** The keys, in order, under which {@code other} holds no equal value, or only one of the two holds a value. */
    public List<K> keysThatDiffer(PersistentMap<K, V> other) {
        List<K> differing = new ArrayList<>();
        Walk<K, V> mine = new Walk<>(root);
        Walk<K, V> theirs = new Walk<>(other.root);
        while (mine.hasMore() && theirs.hasMore()) {
            if (mine.isAtTheSameAs(theirs)) {
                mine.skip();
                theirs.skip();
            } else if (mine.depth() > 0 && mine.depth() >= theirs.depth()) {
                mine.descend();
            } else if (theirs.depth() > 0) {
                theirs.descend();
            } else {
                compareEntries(mine, theirs, differing);
            }
        }
        mine.addAllKeysTo(differing);
        theirs.addAllKeysTo(differing);
        return differing;
    }

    private static <K extends Comparable<? super K>, V> void compareEntries(
            Walk<K, V> mine, Walk<K, V> theirs, List<K> differing) {
        int order = mine.key().compareTo(theirs.key());
        if (order < 0) {
            differing.add(mine.next().key);
        } else if (order > 0) {
            differing.add(theirs.next().key);
        } else {
            Node<K, V> entry = mine.next();
            if (!entry.value.equals(theirs.next().value)) {
                differing.add(entry.key);
            }
        }
    }

    /**
     * The values of a range of keys, in order, found without looking at the rest.
     *
     * @param where negative for keys before the range, 0 for those in it, positive for those behind it
     */
    public List<V> range(ToIntFunction<? super K> where) {
        List<V> values = new ArrayList<>();
        addRange(root, where, values);
        return values;
    }

    private static <K, V> void addRange(@Nullable Node<K, V> node, ToIntFunction<? super K> where, List<V> values) {
        if (node == null) {
            return;
        }
        int place = where.applyAsInt(node.key);
        if (place >= 0) {
            addRange(node.left, where, values);
        }
        if (place == 0) {
            values.add(node.value);
        }
        if (place <= 0) {
            addRange(node.right, where, values);
        }
    }

    /** Like that of any map; for two versions of one map it costs what differs between them. */
    @Override
    @SuppressWarnings("unchecked") // keys of a foreign type cannot be compared, as in any sorted map
    public boolean equals(@Nullable Object object) {
        if (!(object instanceof PersistentMap<?, ?> other)) {
            return super.equals(object);
        }
        try {
            return size() == other.size()
                    && keysThatDiffer((PersistentMap<K, V>) other).isEmpty();
        } catch (ClassCastException keysOfAForeignType) {
            return false;
        }
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    @SuppressWarnings("unchecked") // as for any sorted map, a key of a foreign type is a ClassCastException
    public @Nullable V get(@Nullable Object key) {
        if (key == null) {
            return null;
        }
        K wanted = (K) key;
        Node<K, V> node = root;
        while (node != null) {
            int order = wanted.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return Node.size(root);
    }

    /** The entries, ordered by key. */
    @Override
    public Set<Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<K, V>> iterator() {
                return new Entries<>(new Walk<>(root));
            }

            @Override
            public int size() {
                return PersistentMap.this.size();
            }
        };
    }

    private record Entries<K, V>(Walk<K, V> walk) implements Iterator<Entry<K, V>> {

        @Override
        public boolean hasNext() {
            return walk.hasMore();
        }

        @Override
        public Entry<K, V> next() {
            if (!walk.hasMore()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = walk.next();
            return Map.entry(node.key, node.value);
        }
    }

    /** A walk through the entries in order that can pass over a whole subtree at once. */
    private static final class Walk<K, V> {

        /** @param whole the subtree below the node, or only the entry in it */
        private record Step<K, V>(Node<K, V> node, boolean whole) {}

        private final ArrayDeque<Step<K, V>> ahead = new ArrayDeque<>();

        Walk(@Nullable Node<K, V> root) {
            push(root);
        }

        private void push(@Nullable Node<K, V> subtree) {
            if (subtree != null) {
                ahead.push(new Step<>(subtree, true));
            }
        }

        boolean hasMore() {
            return !ahead.isEmpty();
        }

        boolean isAtTheSameAs(Walk<K, V> other) {
            Step<K, V> mine = ahead.element();
            Step<K, V> theirs = other.ahead.element();
            return mine.node == theirs.node && mine.whole == theirs.whole;
        }

        /** Height of the subtree ahead; 0 when a single entry is. */
        int depth() {
            Step<K, V> step = ahead.element();
            return step.whole ? step.node.height : 0;
        }

        K key() {
            return ahead.element().node.key;
        }

        void skip() {
            ahead.pop();
        }

        void descend() {
            Node<K, V> node = ahead.pop().node;
            push(node.right);
            ahead.push(new Step<>(node, false));
            push(node.left);
        }

        Node<K, V> next() {
            while (depth() > 0) {
                descend();
            }
            return ahead.pop().node;
        }

        void addAllKeysTo(List<K> keys) {
            while (hasMore()) {
                keys.add(next().key);
            }
        }
    }
}
