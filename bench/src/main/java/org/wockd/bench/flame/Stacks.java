package org.wockd.bench.flame;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** The stacks of a recording: below a name for the thread, the methods, without what is numbered anew in every process. */
final class Stacks {
    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final Pattern HIDDEN_CLASS = Pattern.compile("(\\$\\$Lambda|[+/.]0x).*");
    private static final Pattern NUMBERED_CLASS = Pattern.compile("(Accessor|\\$Proxy)\\d+$");
    private static final Pattern LAMBDA = Pattern.compile("^(lambda\\$.*)\\$\\d+$");
    private static final Pattern NUMBERS = Pattern.compile("[-# ]*\\d+");

    private Stacks() {}

    /** All samples of processor time in a file of JFR. */
    static Flame read(Path recording) throws IOException {
        Flame all = new Flame("all");
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals(SAMPLE)) {
                    all.add(stack(event), 1);
                }
            }
        }
        return all;
    }

    private static List<String> stack(RecordedEvent event) {
        List<String> names = new ArrayList<>();
        names.add("[" + thread(event.getThread("eventThread")) + "]");
        RecordedStackTrace trace = event.getStackTrace();
        if (trace == null) {
            names.add("[no stack]");
            return names;
        }
        List<RecordedFrame> frames = trace.getFrames();
        for (RecordedFrame frame : frames.reversed()) {
            RecordedMethod method = frame.getMethod();
            names.add(name(method.getType().getName(), method.getName()));
        }
        return names;
    }

    /** A method as {@code package.Class.method}, the same for all of its lambdas and generated classes. */
    static String name(String type, String method) {
        String stable = NUMBERED_CLASS
                .matcher(HIDDEN_CLASS
                        .matcher(type)
                        .replaceFirst(match -> match.group().startsWith("$$") ? "\\$\\$Lambda" : ""))
                .replaceFirst("$1");
        return stable + "." + LAMBDA.matcher(method).replaceFirst("$1");
    }

    /** The name that threads of a kind share. */
    private static String thread(@Nullable RecordedThread thread) {
        if (thread == null) {
            return "unknown thread";
        }
        if (thread.isVirtual()) {
            return "virtual threads";
        }
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        return name == null ? "unnamed thread" : NUMBERS.matcher(name).replaceAll("");
    }
}
