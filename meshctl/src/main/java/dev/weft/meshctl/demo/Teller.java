// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints the story: a line for each step with its time, and what belongs to it indented below. */
public final class Teller {

    private static final int WIDTH = 84;
    private static final String INDENT = "        ";

    private final PrintWriter out;
    private final boolean terminal;

    /** @param terminal whether a step may be shown while it lasts, and colours be used; false under NO_COLOR */
    public Teller(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** A step begins. */
    void begin(String doing) {
        if (terminal) {
            out.print("  ...   " + doing);
            out.flush();
        }
    }

    /** It is done. */
    void done(Told told, Duration took) {
        mark("\u001b[32m", "ok");
        String time = seconds(took);
        String headline = told.headline();
        say(headline + " ".repeat(Math.max(2, WIDTH - headline.length() - time.length())) + time);
        told.details().lines().forEach(line -> say(line.isEmpty() ? "" : INDENT + line));
    }

    /** It has failed; the command says why. */
    void failed(String doing) {
        mark("\u001b[31m", "fail");
        say(doing);
    }

    private void mark(String colour, String word) {
        String padded = word + " ".repeat(6 - word.length());
        out.print((terminal ? "\r\u001b[K  " + colour + padded + "\u001b[0m" : "  " + padded));
    }

    /** {@code 84 ms} or {@code 2.3 s}. */
    static String time(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : seconds(duration);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
