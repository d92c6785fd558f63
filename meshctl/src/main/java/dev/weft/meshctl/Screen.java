// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.live.Progress;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What is printed for people, beside the tables of describe. */
final class Screen {

    private Screen() {}

    /** Coloured and rewritten on a terminal, plain lines elsewhere and under NO_COLOR. */
    static Progress progress(PrintWriter out) {
        return new Progress(out, Ansi.AUTO.enabled());
    }

    /** Rows with their columns under each other, as kubectl does it; the last column is not padded. */
    static String columns(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                boolean last = i == widths.length - 1;
                text.append(row.get(i))
                        .append(last ? "\n" : " ".repeat(widths[i] - row.get(i).length() + 3));
            }
        }
        return text.toString();
    }
}
