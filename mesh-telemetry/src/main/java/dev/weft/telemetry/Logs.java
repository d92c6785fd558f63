// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a process logs: to stderr, a line for each event. */
public final class Logs {

    private static final String READABLE = "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg %kvp{NONE}%n%ex";

    private Logs() {}

    /** What a line looks like. */
    public enum Format {
        /** JSON, one object a line, for collectors. */
        JSON,
        /** For people. */
        TEXT
    }

    /**
     * Replaces whatever was set up before.
     *
     * @param verbose whether our own debug messages are shown
     */
    public static void setUp(Format format, boolean verbose) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return; // another logging library was chosen on purpose, as by meshctl
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, context));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("dev.weft").setLevel(verbose ? Level.DEBUG : Level.INFO);
    }

    private static Encoder<ILoggingEvent> encoder(Format format, LoggerContext context) {
        EncoderBase<ILoggingEvent> encoder = format == Format.JSON ? json() : text();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static EncoderBase<ILoggingEvent> text() {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setPattern(READABLE);
        return text;
    }

    private static EncoderBase<ILoggingEvent> json() {
        JsonEncoder json = new JsonEncoder();
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithThreadName(false);
        json.setWithContext(false);
        json.setWithArguments(false);
        json.setWithFormattedMessage(true);
        json.setWithMessage(false);
        return json;
    }
}
