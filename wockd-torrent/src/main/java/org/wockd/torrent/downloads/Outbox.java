package org.wockd.torrent.downloads;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to a listener one after the other, on a thread of its own, so that nobody holds a lock meanwhile. */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final DownloadListener listener;
    private final int limit;
    private final BlockingQueue<Optional<DownloadEvent>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    Outbox(DownloadListener listener, int limit) {
        this.listener = listener;
        this.limit = limit;
        this.thread = Thread.ofVirtual().name("download-events").start(this::run);
    }

    /** Progress is left out when too much waits; the next one makes up for it. The rest is as rare as user commands. */
    void put(DownloadEvent event) {
        if (queue.size() < limit || !(event instanceof DownloadEvent.Progress)) {
            queue.add(Optional.of(event));
        }
    }

    private void run() {
        try {
            for (Optional<DownloadEvent> event = queue.take(); event.isPresent(); event = queue.take()) {
                try {
                    listener.on(event.get());
                } catch (RuntimeException e) {
                    LOG.error("{} was not dealt with", event.get(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands over what waits, and ends. */
    void close() throws InterruptedException {
        queue.add(Optional.empty());
        thread.join();
    }
}
