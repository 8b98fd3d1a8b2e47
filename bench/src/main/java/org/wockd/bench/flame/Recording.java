package org.wockd.bench.flame;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.wockd.bench.measure.Jcmd;

/** A recording of JFR in another JVM (Java 25 on Linux), which goes on until it is stopped. */
final class Recording {
    private static final String SETTINGS = "flame.jfc";
    private static final int DEEPEST = 200;

    private final long pid;
    private final Path file;

    private Recording(long pid, Path file) {
        this.pid = pid;
        this.file = file;
    }

    /** Starts it; what the other JVM is to write goes into {@code folder}. */
    static Recording start(long pid, Path folder) throws IOException, InterruptedException {
        Path settings = folder.resolve(SETTINGS).toAbsolutePath();
        try (InputStream in = Recording.class.getResourceAsStream(SETTINGS)) {
            Files.copy(Objects.requireNonNull(in), settings);
        }
        Jcmd.run(pid, "JFR.configure", "stackdepth=" + DEEPEST);
        Jcmd.run(pid, "JFR.start", "name=flame", "settings=" + settings);
        return new Recording(pid, folder.resolve("flame.jfr").toAbsolutePath());
    }

    /** Stops it, and returns its stacks. */
    Flame stop() throws IOException, InterruptedException {
        Jcmd.run(pid, "JFR.stop", "name=flame", "filename=" + file);
        return Stacks.read(file);
    }
}
