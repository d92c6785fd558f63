// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import java.util.List;

/** Rows with their columns under each other, as kubectl does it. */
public final class Tables {

    private static final int GAP = 3;

    private Tables() {}

    /** @param rows of equal length; the last column is not padded */
    public static String columns(List<List<String>> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + GAP));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
