// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.live.Progress;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** What is printed for people, beside the tables of describe. */
final class Screen {

    private Screen() {}

    /** Coloured and rewritten on a terminal, plain lines elsewhere and under NO_COLOR. */
    static Progress progress(PrintWriter out) {
        return new Progress(out, Ansi.AUTO.enabled());
    }
}
