// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.io.PrintWriter;
import java.io.StringWriter;

/** {@code meshctl} on the command line, without a process of its own. */
public final class Meshctl {

    private Meshctl() {}

    /** What a command came to. */
    public record Run(int code, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + err;
        }
    }

    public static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
