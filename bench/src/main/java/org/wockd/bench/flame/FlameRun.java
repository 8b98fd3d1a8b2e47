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

    /**
     * Starts a core, and draws where its time went.
     *
     * @param archive whether messages are kept, and clients count (XEP-0198)
     * @param errors what goes wrong
     * @return the SVG, or null where something went wrong
     */
    public @Nullable String draw(boolean archive, Errors errors) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(archive ? "archive-on" : "archive-off"));
        try (Wockd core = Wockd.start(home, own, archive, "");
                Dialer dialer = dialer(core)) {
            Crowd crowd = new Crowd(dialer, errors, AT_ONCE);
            crowd.register(0, 2 * pairs);
            List<Session> sessions = crowd.comesOnline(0, 2 * pairs, archive, crowd::bystander);
            if (errors.total() > 0) {
                return null;
            }
            Result _ = chat(core, sessions, archive, warmUp, errors);
            if (errors.total() > 0) {
                return null;
            }
            Recording recording = Recording.start(core.pid(), own);
            Result result = chat(core, sessions, archive, time, errors);
            Flame flame = recording.stop();
            crowd.leaves(sessions);
            return errors.total() > 0 ? null : Picture.svg(title(archive, result), flame);
        }
    }

    private Result chat(Wockd core, List<Session> sessions, boolean managed, Duration during, Errors errors)
            throws IOException, InterruptedException {
        Result result = new Result();
        new ChatRun(WINDOW, 0, SIZE, managed, Duration.ZERO, during, PATIENCE)
                .measure(sessions, List.of(core.pid()), errors, result);
        return result;
    }

    private String title(boolean archive, Result result) {
        return String.format(
                Locale.ROOT,
                "wockd-core, archive %s: %d pairs under TLS, %.0f µs of processor time a message",
                archive ? "on, clients count (XEP-0198)" : "off",
                pairs,
                result.number("cpu-us-per-message"));
    }

    private static Dialer dialer(Wockd core) throws IOException {
        Target target = new Target(
                core.clients(), "localhost", Target.Security.STARTTLS, Target.Mechanism.SCRAM_SHA_256, PATIENCE);
        return new Dialer(target, 1, ADDRESSES);
    }
}
