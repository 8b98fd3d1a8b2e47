package org.wockd.bench.flame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Wockd;

/**
 * Pairs that write to each other while a core is recorded, and the picture of it.
 *
 * @param home where the distribution is
 * @param folder an empty one, on a disk
 * @param pairs that chat
 * @param warmUp how long they do before it is recorded
 * @param time how long it is recorded
 */
public record FlameRun(Path home, Path folder, int pairs, Duration warmUp, Duration time) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;
    private static final int WINDOW = 10;
    private static final int SIZE = 100;

    /** What is done while it is recorded. */
    public enum Scene {
        ARCHIVE_OFF("archive off", false, 0),
        /** Messages are kept, and clients count (XEP-0198). */
        ARCHIVE_ON("archive on, clients count (XEP-0198)", true, 0),
        /** Every now and then a message, so that processors go to sleep, and caches forget. */
        FIXED_RATE("archive off, 500 messages a second", false, 500);

        private final String words;
        private final boolean archive;
        private final double perSecond;

        Scene(String words, boolean archive, double perSecond) {
            this.words = words;
            this.archive = archive;
            this.perSecond = perSecond;
        }

        /** As it is called in the names of files, such as {@code archive-off}. */
        public String fileName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Starts a core, and draws where its time went.
     *
     * @param errors what goes wrong
     * @return the SVG, or null where something went wrong
     */
    public @Nullable String draw(Scene scene, Errors errors) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(scene.fileName()));
        try (Wockd core = Wockd.start(home, own, scene.archive, "");
                Dialer dialer = dialer(core)) {
            Crowd crowd = new Crowd(dialer, errors, AT_ONCE);
            crowd.register(0, 2 * pairs);
            List<Session> sessions = crowd.comesOnline(0, 2 * pairs, scene.archive, crowd::bystander);
            if (errors.total() > 0) {
                return null;
            }
            // As fast as they can, whatever follows: a few messages a second warm nothing up.
            Result _ = chat(core, sessions, scene, 0, warmUp, errors);
            if (errors.total() > 0) {
                return null;
            }
            Recording recording = Recording.start(core.pid(), own);
            Result result = chat(core, sessions, scene, scene.perSecond, time, errors);
            Flame flame = recording.stop();
            crowd.leaves(sessions);
            return errors.total() > 0 ? null : Picture.svg(title(scene, result), flame);
        }
    }

    private static Result chat(
            Wockd core, List<Session> sessions, Scene scene, double perSecond, Duration during, Errors errors)
            throws IOException, InterruptedException {
        Result result = new Result();
        new ChatRun(WINDOW, perSecond, SIZE, scene.archive, Duration.ZERO, during, PATIENCE)
                .measure(sessions, List.of(core.pid()), errors, result);
        return result;
    }

    private String title(Scene scene, Result result) {
        return String.format(
                Locale.ROOT,
                "wockd-core, %s: %d pairs under TLS, %.0f µs of processor time a message",
                scene.words,
                pairs,
                result.number("cpu-us-per-message"));
    }

    private static Dialer dialer(Wockd core) throws IOException {
        Target target = new Target(
                core.clients(), "localhost", Target.Security.STARTTLS, Target.Mechanism.SCRAM_SHA_256, PATIENCE);
        return new Dialer(target, 1, ADDRESSES);
    }
}
