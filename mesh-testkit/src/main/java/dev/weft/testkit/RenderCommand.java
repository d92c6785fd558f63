// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import java.io.PrintWriter;
import java.util.List;

/** {@code meshctl render} as a test calls it: in this process, with streams of its own. */
@FunctionalInterface
public interface RenderCommand {

    /**
     * Runs the command.
     *
     * @param arguments what follows {@code meshctl render}
     * @return exit code
     */
    int run(List<String> arguments, PrintWriter out, PrintWriter err);
}
