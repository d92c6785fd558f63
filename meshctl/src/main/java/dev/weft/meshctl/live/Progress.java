// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.live;

import dev.weft.runtime.kube.ApiException;
import java.io.PrintWriter;

/**
 * Tells what is being done, a line a step. On a terminal a step is shown while it lasts and its mark is coloured; otherwise a line is
 * printed when it is done.
 */
public final class Progress {

    private final PrintWriter out;
    private final boolean terminal;

    /** @param terminal whether lines may be rewritten and coloured; false under NO_COLOR */
    public Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** What a step does; the text it returns is printed behind its name, unless it is empty. */
    @FunctionalInterface
    public interface Work {
        String run() throws ApiException, InterruptedException, CommandFailedException;
    }

    /**
     * Makes a step.
     *
     * @param what for example {@code east: ClusterRole gloomesh-remote-access}
     * @throws CommandFailedException naming the step when a call fails
     */
    public void step(String what, Work work) throws CommandFailedException, InterruptedException {
        if (terminal) {
            out.print("  ... " + what);
            out.flush();
        }
        try {
            String said = work.run();
            line(
                    terminal ? "\r\u001b[K  \u001b[32mok\u001b[0m  " : "  ok  ",
                    what + (said.isEmpty() ? "" : ": " + said));
        } catch (ApiException e) {
            failed(what);
            throw CommandFailedException.of(what, e);
        } catch (CommandFailedException e) {
            failed(what);
            throw e;
        }
    }

    /** Something that one should know and that stops nothing. */
    public void note(String text) {
        line(terminal ? "\u001b[33mnote\u001b[0m  " : "note  ", text);
    }

    public void say(String text) {
        line("", text);
    }

    private void failed(String what) {
        line(terminal ? "\r\u001b[K\u001b[31mfail\u001b[0m  " : "fail  ", what);
    }

    private void line(String mark, String text) {
        out.println(mark + text);
        out.flush();
    }
}
