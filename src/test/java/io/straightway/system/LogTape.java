package io.straightway.system;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Everything that this JVM logs, with stack traces. */
final class LogTape extends Handler {
    private static final Logger ROOT = Logger.getLogger("");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    static LogTape record() {
        LogTape tape = new LogTape();
        ROOT.addHandler(tape);
        return tape;
    }

    static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        String message = entry instanceof ExtLogRecord full ? full.getFormattedMessage() : String.valueOf(entry.getMessage());
        lines.add(entry.getLoggerName() + " " + message + (entry.getThrown() == null ? "" : "\n" + text(entry.getThrown())));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
