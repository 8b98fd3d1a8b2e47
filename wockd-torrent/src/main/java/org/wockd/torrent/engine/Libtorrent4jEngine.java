package org.wockd.torrent.engine;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.libtorrent4j.ErrorCode;
import org.libtorrent4j.SessionHandle;
import org.libtorrent4j.SessionManager;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.swig.add_torrent_params;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.libtorrent;
import org.libtorrent4j.swig.torrent_flags_t;
import org.libtorrent4j.swig.torrent_handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.torrent.engine.EngineException.Code;

/**
 * The engine on libtorrent, through libtorrent4j.
 *
 * <p>libtorrent runs on threads of its own. Its alerts are copied to plain records on the binding's alert thread
 * ({@link AlertCopier}) and told on one dispatcher thread, over a bounded queue: a listener that blocks holds up the alert
 * thread, and then libtorrent's own queue, never memory. State is pushed by {@code post_torrent_updates}, which yields
 * only what changed; every such push of a torrent that moves also asks for resume data. Half a second between pushes
 * keeps what a kill can cost below one second of data.
 *
 * <p>Two things end the JVM and are avoided: mapped files, by the posix disk back end, and calls into the session after
 * it was stopped, by one lock around all of them. The JVM has to be started with {@code libjsig.so} preloaded all the
 * same, as the native library takes over signal handlers.
 */
public final class Libtorrent4jEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Libtorrent4jEngine.class);
    private static final int QUEUE = 4096;
    private static final long PUSH_MILLIS = 500;
    private static final long START_SECONDS = 30;
    private static final long SAVE_SECONDS = 10;

    /** The queue's last element. */
    private static final EngineEvent.Removed END = new EngineEvent.Removed("");

    private final EngineSettings settings;
    private final Handles handles = new Handles();
    private final BlockingQueue<EngineEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicReference<@Nullable CountDownLatch> lastSaves = new AtomicReference<>();
    private final Object lock = new Object();
    private @Nullable Running running;

    /** What is there between start and stop. */
    private record Running(SessionManager session, ScheduledExecutorService pushes, Thread dispatcher, int port) {}

    /** An engine that is not started. */
    public Libtorrent4jEngine(EngineSettings settings) {
        this.settings = settings;
    }

    @Override
    public void start(EngineListener listener) throws EngineException {
        NativeLibrary.provide(settings.nativeFolder());
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        SessionManager session = new SessionManager();
        session.addListener(new AlertCopier(
                handles, this::enqueue, listening, settings.listen().size()));
        Thread dispatcher = Thread.ofPlatform().name("torrent-events").daemon().start(() -> dispatch(listener));
        session.start(SessionSettings.parameters(settings));
        session.applySettings(SessionSettings.afterStart());
        try {
            int port = listening.get(START_SECONDS, TimeUnit.SECONDS);
            ScheduledExecutorService pushes = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("torrent-push").daemon().factory());
            synchronized (lock) {
                running = new Running(session, pushes, dispatcher, port);
            }
            var _ = pushes.scheduleAtFixedRate(this::push, PUSH_MILLIS, PUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            abandon(session);
            if (e.getCause() instanceof EngineException cause) {
                throw cause;
            }
            throw new EngineException(Code.CANNOT_LISTEN, "libtorrent did not start; see the log.", e);
        } catch (TimeoutException e) {
            abandon(session);
            throw new EngineException(
                    Code.CANNOT_LISTEN,
                    "libtorrent opened no socket on " + settings.listen() + " within " + START_SECONDS
                            + " seconds. Set an address of this machine.",
                    e);
        } catch (InterruptedException e) {
            abandon(session);
            Thread.currentThread().interrupt();
            throw new EngineException(Code.STOPPED, "The start was interrupted.", e);
        }
    }

    private void abandon(SessionManager session) {
        session.stop();
        enqueue(END);
    }

    private void push() {
        synchronized (lock) {
            if (running != null) {
                running.session().postTorrentUpdates();
            }
        }
    }

    private void enqueue(EngineEvent event) {
        try {
            queue.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dispatch(EngineListener listener) {
        try {
            for (EngineEvent event = queue.take(); !event.equals(END); event = queue.take()) {
                try {
                    listener.on(event);
                } catch (RuntimeException e) {
                    LOG.error("{} was not dealt with", event, e);
                }
                CountDownLatch saves = lastSaves.get();
                if (saves != null && event instanceof EngineEvent.ResumeData) {
                    saves.countDown();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        Running stopping;
        synchronized (lock) {
            stopping = running;
            if (stopping == null) {
                return;
            }
            stopping.pushes().shutdownNow();
            stopping.session().pause();
        }
        try {
            saveAll();
            synchronized (lock) {
                running = null;
                stopping.session().stop();
            }
            enqueue(END);
            stopping.dispatcher().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the resume data of every torrent and waits until the listener has it. */
    private void saveAll() throws InterruptedException {
        List<Handles.Held> all =
                handles.all().stream().filter(held -> held.status.wanted() > 0).toList();
        CountDownLatch saves = new CountDownLatch(all.size());
        lastSaves.set(saves);
        synchronized (lock) {
            all.forEach(held -> held.handle.saveResumeData());
        }
        if (!saves.await(SAVE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("{} torrents did not save their state in {} seconds", saves.getCount(), SAVE_SECONDS);
        }
    }

    @Override
    public int port() {
        synchronized (lock) {
            return running == null ? -1 : running.port();
        }
    }

    @Override
    public void add(AddTorrent torrent) throws EngineException {
        synchronized (lock) {
            SessionManager session = session();
            if (handles.get(torrent.id()) != null) {
                return;
            }
            handles.put(torrent.source().infoHash(), () -> addNative(session, torrent));
        }
    }

    private static Handles.Held addNative(SessionManager session, AddTorrent torrent) throws EngineException {
        add_torrent_params params = TorrentParams.of(torrent);
        error_code error = new error_code();
        try {
            torrent_handle raw = session.swig().add_torrent(params, error);
            if (error.failed()) {
                throw new EngineException(
                        Code.REFUSED,
                        "libtorrent refused the torrent: " + new ErrorCode(error).getMessage()
                                + ". Try its .torrent file instead of the magnet link, or the other way round.");
            }
            TorrentState state = torrent.paused() ? TorrentState.PAUSED : TorrentState.CHECKING;
            return new Handles.Held(
                    torrent.id(), new TorrentHandle(raw), TorrentStatus.unknown(torrent.id(), "", state));
        } finally {
            params.delete();
            error.delete();
        }
    }

    @Override
    public void pause(String id) throws EngineException {
        synchronized (lock) {
            held(id).handle.pause();
        }
    }

    @Override
    public void resume(String id) throws EngineException {
        synchronized (lock) {
            Handles.Held held = held(id);
            held.failed = false;
            held.handle.swig().clear_error();
            // After a failed write libtorrent only uploads, until it is told otherwise.
            torrent_flags_t uploadOnly = libtorrent.getUpload_mode();
            held.handle.unsetFlags(uploadOnly);
            // libtorrent's counters begin anew here, so they are read on both sides.
            StatusReader.count(held);
            held.handle.resume();
            StatusReader.count(held);
        }
    }

    @Override
    public void remove(String id, boolean withData) throws EngineException {
        synchronized (lock) {
            Handles.Held held = held(id);
            held.deleting = withData;
            if (withData) {
                session().remove(held.handle, SessionHandle.DELETE_FILES);
            } else {
                session().remove(held.handle);
            }
        }
    }

    @Override
    public void setLimits(String id, RateLimits limits) throws EngineException {
        synchronized (lock) {
            Handles.Held held = held(id);
            held.handle.setDownloadLimit(limits.down());
            held.handle.setUploadLimit(limits.up());
        }
    }

    private SessionManager session() throws EngineException {
        if (running == null) {
            throw new EngineException(Code.STOPPED, "BitTorrent is not running; start it first.");
        }
        return running.session();
    }

    private Handles.Held held(String id) throws EngineException {
        session();
        Handles.Held held = handles.get(id);
        if (held == null) {
            throw new EngineException(Code.UNKNOWN_TORRENT, "There is no torrent " + id + " in the engine.");
        }
        return held;
    }
}
