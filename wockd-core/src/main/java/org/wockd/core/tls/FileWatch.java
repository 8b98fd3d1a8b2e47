package org.wockd.core.tls;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.service.StartException;

/**
 * Tells when something changes in the folders of some files; the kernel says so (inotify), nothing is polled.
 *
 * <p>Where a file is a symbolic link, the folder of the link and that of its target are watched: certbot replaces links.
 * A change is told when the folder has been quiet for a moment, since a certificate and its key come one after the other.
 */
final class FileWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long QUIET_MILLIS = 200;
    private static final int MOST_ROUNDS = 10;

    private final WatchService service;
    private final Runnable changed;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final Thread thread;

    FileWatch(Collection<Path> files, Runnable changed) {
        this.changed = changed;
        try {
            service = FileSystems.getDefault().newWatchService();
            for (Path folder : foldersOf(files)) {
                folders.put(
                        folder.register(
                                service,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE),
                        folder);
            }
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FILE,
                    "The folders of the certificates cannot be watched: " + PrivateFiles.reason(e)
                            + ". Where the reason is a limit of inotify, raise fs.inotify.max_user_instances or"
                            + " fs.inotify.max_user_watches.",
                    e);
        }
        thread = Thread.ofVirtual().name("certificate-watch").start(this::run);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("The watch on the certificates did not close.", e);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                drain(service.take());
                for (int round = 0; round < MOST_ROUNDS; round++) {
                    var more = service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                    if (more == null) {
                        break;
                    }
                    drain(more);
                }
                changed.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("The certificates are no longer watched, because the server stops.");
        }
    }

    private void drain(WatchKey key) {
        key.pollEvents();
        if (!key.reset()) {
            LOG.warn(
                    "The folder {} is gone, so changes of certificates in it are not seen any more. Put it back and"
                            + " restart wockd.",
                    folders.get(key));
        }
    }

    private static Set<Path> foldersOf(Collection<Path> files) throws IOException {
        var folders = new LinkedHashSet<Path>();
        for (Path file : files) {
            addParent(folders, file.toAbsolutePath());
            addParent(folders, file.toRealPath());
        }
        return folders;
    }

    private static void addParent(Set<Path> folders, Path file) {
        var parent = file.getParent();
        if (parent != null) {
            folders.add(parent);
        }
    }
}
