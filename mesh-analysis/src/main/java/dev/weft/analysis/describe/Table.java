// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A table as the reference draws it: lines of {@code +---+} around every row, centred upper-case headers, cells of several lines.
 *
 * @param columns column titles; underscores are drawn as blanks
 * @param rows cells of each row, one for each column; lines of a cell are separated by line feeds
 */
public record Table(List<String> columns, List<List<String>> rows) {

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The drawn table, ending in a line feed. */
    public String draw() {
        int[] widths = widths();
        StringBuilder drawn = new StringBuilder();
        line(drawn, widths);
        drawn.append('|');
        for (int i = 0; i < columns.size(); i++) {
            drawn.append(centred(title(columns.get(i)), widths[i])).append('|');
        }
        drawn.append('\n');
        line(drawn, widths);
        for (List<String> row : rows) {
            row(drawn, row, widths);
            line(drawn, widths);
        }
        return drawn.toString();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(columns.get(i)) + 2;
            for (List<String> row : rows) {
                for (String line : row.get(i).split("\n", -1)) {
                    widths[i] = Math.max(widths[i], length(line) + 2);
                }
            }
        }
        return widths;
    }

    private static void line(StringBuilder drawn, int[] widths) {
        drawn.append('+');
        for (int width : widths) {
            drawn.append("-".repeat(width)).append('+');
        }
        drawn.append('\n');
    }

    private static void row(StringBuilder drawn, List<String> row, int[] widths) {
        List<String[]> cells = row.stream().map(cell -> cell.split("\n", -1)).toList();
        int height = Collections.max(cells.stream().map(lines -> lines.length).toList());
        for (int y = 0; y < height; y++) {
            drawn.append('|');
            for (int x = 0; x < widths.length; x++) {
                String[] lines = cells.get(x);
                String text = y < lines.length ? lines[y] : "";
                drawn.append(' ')
                        .append(text)
                        .append(" ".repeat(widths[x] - length(text) - 1))
                        .append('|');
            }
            drawn.append('\n');
        }
    }

    private static String title(String column) {
        return column.replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    private static String centred(String text, int width) {
        int left = (width - length(text)) / 2;
        return " ".repeat(left) + text + " ".repeat(width - length(text) - left);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Collects rows. */
    static final class Builder {
        private final List<String> columns;
        private final List<List<String>> rows = new ArrayList<>();

        Builder(List<String> columns) {
            this.columns = List.copyOf(columns);
        }

        Builder row(String... cells) {
            rows.add(List.of(cells));
            return this;
        }

        Table build() {
            return new Table(columns, rows);
        }
    }
}
