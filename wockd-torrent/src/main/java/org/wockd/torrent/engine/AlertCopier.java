package org.wockd.torrent.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.libtorrent4j.AlertListener;
import org.libtorrent4j.ErrorCode;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.Vectors;
import org.libtorrent4j.alerts.Alert;
import org.libtorrent4j.alerts.AlertType;
import org.libtorrent4j.alerts.FileErrorAlert;
import org.libtorrent4j.alerts.ListenFailedAlert;
import org.libtorrent4j.alerts.ListenSucceededAlert;
import org.libtorrent4j.alerts.MetadataReceivedAlert;
import org.libtorrent4j.alerts.SaveResumeDataAlert;
import org.libtorrent4j.alerts.SaveResumeDataFailedAlert;
import org.libtorrent4j.alerts.SocketType;
import org.libtorrent4j.alerts.StateUpdateAlert;
import org.libtorrent4j.alerts.TorrentAlert;
import org.libtorrent4j.alerts.TorrentDeleteFailedAlert;
import org.libtorrent4j.alerts.TorrentDeletedAlert;
import org.libtorrent4j.alerts.TorrentErrorAlert;
import org.libtorrent4j.alerts.TorrentFinishedAlert;
import org.libtorrent4j.alerts.TorrentRemovedAlert;
import org.libtorrent4j.alerts.TrackerErrorAlert;
import org.libtorrent4j.alerts.TrackerReplyAlert;
import org.libtorrent4j.swig.byte_vector;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.info_hash_t;
import org.libtorrent4j.swig.libtorrent;
import org.libtorrent4j.swig.torrent_handle;
import org.libtorrent4j.swig.torrent_status;
import org.libtorrent4j.swig.torrent_status_vector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;

/**
 * Copies what libtorrent's alerts say to plain values, inside the callback.
 *
 * <p>An alert and everything read from it points into memory that libtorrent reuses after the callback. So nothing native
 * leaves this class, and what was made for reading is deleted here instead of waiting for a finalizer.
 */
final class AlertCopier implements AlertListener {

    private static final Logger LOG = LoggerFactory.getLogger(AlertCopier.class);
    private static final int ENOSPC = 28;
    private static final int EADDRINUSE = 98;
    private static final int EDQUOT = 122;

    private static final AlertType[] TYPES = {
        AlertType.STATE_UPDATE,
        AlertType.SAVE_RESUME_DATA,
        AlertType.SAVE_RESUME_DATA_FAILED,
        AlertType.METADATA_RECEIVED,
        AlertType.TORRENT_FINISHED,
        AlertType.TORRENT_REMOVED,
        AlertType.TORRENT_DELETED,
        AlertType.TORRENT_DELETE_FAILED,
        AlertType.TORRENT_ERROR,
        AlertType.FILE_ERROR,
        AlertType.TRACKER_ERROR,
        AlertType.TRACKER_REPLY,
        AlertType.LISTEN_FAILED,
        AlertType.LISTEN_SUCCEEDED,
        AlertType.ALERTS_DROPPED
    };

    private final Handles handles;
    private final Consumer<EngineEvent> events;
    private final CompletableFuture<Integer> listening;
    private int failedListens;
    private final int interfaces;

    /**
     * A copier to be added to a session.
     *
     * @param listening is completed with the TCP port, or with an {@link EngineException}
     * @param interfaces how many addresses were asked to listen on
     */
    AlertCopier(Handles handles, Consumer<EngineEvent> events, CompletableFuture<Integer> listening, int interfaces) {
        this.handles = handles;
        this.events = events;
        this.listening = listening;
        this.interfaces = interfaces;
    }

    @Override
    public int[] types() {
        int[] types = new int[TYPES.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = TYPES[i].swig();
        }
        return types;
    }

    @Override
    public void alert(Alert<?> alert) {
        try {
            copy(alert);
        } catch (RuntimeException e) {
            // The library would swallow it.
            LOG.error("An alert of libtorrent was not understood and is lost: {}", alert.type(), e);
        }
    }

    private void copy(Alert<?> alert) {
        switch (alert) {
            case StateUpdateAlert a -> states(a);
            case SaveResumeDataAlert a -> with(a, held -> resumeData(held, a));
            case SaveResumeDataFailedAlert a -> with(a, held -> held.saving = false);
            case MetadataReceivedAlert a -> with(a, AlertCopier::askForInfo);
            case TorrentFinishedAlert a -> with(a, this::finished);
            case TorrentErrorAlert a -> with(a, held -> failed(held, a.error(), a.filename()));
            case FileErrorAlert a -> with(a, held -> failed(held, a.error(), a.filename()));
            case TorrentRemovedAlert a -> gone(a.swig().getInfo_hashes(), false, new ErrorCode(new error_code()));
            case TorrentDeletedAlert a -> gone(a.swig().getInfo_hashes(), true, new ErrorCode(new error_code()));
            case TorrentDeleteFailedAlert a ->
                gone(a.swig().getInfo_hashes(), true, new ErrorCode(a.swig().getError()));
            case TrackerErrorAlert a -> with(a, held -> events.accept(TrackerReader.heard(held, a)));
            case TrackerReplyAlert a -> with(a, held -> events.accept(TrackerReader.heard(held, a)));
            case ListenFailedAlert a -> listenFailed(a);
            case ListenSucceededAlert a -> {
                if (a.socketType() == SocketType.TCP) {
                    listening.complete(a.port());
                }
            }
            default -> LOG.warn("libtorrent: {}", alert.message());
        }
    }

    /** Runs {@code action} for the torrent of {@code alert}, if wockd still has it. */
    private void with(TorrentAlert<?> alert, Consumer<Handles.Held> action) {
        torrent_handle handle = alert.swig().getHandle();
        info_hash_t hash = handle.info_hashes();
        Handles.Held held = handles.find(hash);
        hash.delete();
        if (held != null) {
            action.accept(held);
        }
    }

    /** The alert says which torrents moved; how far is asked. */
    private void states(StateUpdateAlert alert) {
        torrent_status_vector vector = alert.swig().getStatus();
        List<TorrentStatus> changed = new ArrayList<>();
        for (int i = 0; i < vector.size(); i++) {
            torrent_status status = vector.get(i);
            info_hash_t hash = status.getInfo_hashes();
            Handles.Held held = handles.find(hash);
            if (held != null && held.handle.isValid()) {
                TorrentStatus news = StatusReader.news(held);
                if (news != null) {
                    changed.add(news);
                }
                // Blocks that are not yet a whole piece do not set libtorrent's own mark, and are not to be lost
                // either.
                if (status.getNeed_save_resume() || held.status.down() != held.savedAt) {
                    save(held, false);
                }
            }
        }
        if (!changed.isEmpty()) {
            events.accept(new EngineEvent.StatusChanged(List.copyOf(changed)));
        }
    }

    /** Tells where it stands now, in front of an event that goes with newer numbers than those of the last update. */
    private void refresh(Handles.Held held) {
        TorrentStatus news = held.handle.isValid() ? StatusReader.news(held) : null;
        if (news != null) {
            events.accept(new EngineEvent.StatusChanged(List.of(news)));
        }
    }

    private void finished(Handles.Held held) {
        refresh(held);
        events.accept(new EngineEvent.Finished(held.id));
    }

    /** Asks for resume data unless some is on its way; with the metadata only if {@code withInfo}. */
    static void save(Handles.Held held, boolean withInfo) {
        if (!withInfo && held.saving) {
            return;
        }
        held.saving = true;
        held.savedAt = held.status.down();
        if (withInfo) {
            held.handle.saveResumeData(TorrentHandle.SAVE_INFO_DICT);
        } else {
            held.handle.saveResumeData();
        }
    }

    /**
     * The metadata is taken out of resume data that was asked for with it: the binding's own way hands out memory that
     * is freed behind its back.
     */
    private static void askForInfo(Handles.Held held) {
        save(held, true);
    }

    private void resumeData(Handles.Held held, SaveResumeDataAlert alert) {
        held.saving = false;
        byte_vector buffer = libtorrent.write_resume_data_buf_ex(alert.swig().getParams());
        byte[] resume = Vectors.byte_vector2bytes(buffer);
        buffer.delete();
        byte[] info = ResumeData.info(resume);
        if (info != null) {
            learn(held, info);
            events.accept(new EngineEvent.MetadataReceived(held.id, Bytes.of(info)));
        } else {
            // Never is less told as received than is in the resume data as done.
            refresh(held);
            events.accept(new EngineEvent.ResumeData(held.id, Bytes.of(resume)));
        }
    }

    /** A hybrid that came by one hash is found by both from now on. */
    private void learn(Handles.Held held, byte[] info) {
        InfoHash hash = ResumeData.hash(info);
        if (hash != null) {
            handles.alias(held, hash);
        }
    }

    private void failed(Handles.Held held, ErrorCode error, @Nullable String file) {
        if (held.failed) {
            return;
        }
        held.failed = true;
        // libtorrent goes on trying after a file error, and fills the queue with alerts of the same.
        held.handle.unsetFlags(libtorrent.getAuto_managed());
        held.handle.pause();
        held.status = held.status.in(TorrentState.FAILED);
        int code = error.getValue();
        String what = error.getMessage();
        events.accept(
                switch (code) {
                    case ENOSPC, EDQUOT ->
                        new EngineEvent.Failed(
                                held.id,
                                FailureCode.DISK_FULL,
                                "The disk is full (" + what
                                        + "), so the download was paused; nothing that was fetched is"
                                        + " lost. Make space, then resume it.");
                    default ->
                        new EngineEvent.Failed(
                                held.id,
                                file == null || file.isEmpty() ? FailureCode.TORRENT_ERROR : FailureCode.DISK_ERROR,
                                "The download was paused because of an error: " + what
                                        + (file == null || file.isEmpty() ? "" : " (file " + file + ")")
                                        + ". Put it right, then resume it.");
                });
    }

    /** Ends a torrent: after a plain removal at once, else when the deletion is over too. */
    private void gone(info_hash_t hash, boolean deletionOver, ErrorCode error) {
        Handles.Held held = handles.find(hash);
        if (held == null || held.deleting != deletionOver) {
            return;
        }
        handles.remove(held);
        if (error.isError()) {
            events.accept(new EngineEvent.DeleteFailed(
                    held.id, "Some files could not be deleted: " + error.getMessage() + ". Delete them by hand."));
        }
        events.accept(new EngineEvent.Removed(held.id));
    }

    private void listenFailed(ListenFailedAlert alert) {
        String where = alert.listenInterface();
        int port = alert.port();
        if (alert.error().getValue() == EADDRINUSE) {
            listening.completeExceptionally(new EngineException(
                    EngineException.Code.PORT_IN_USE,
                    "Port " + port + " on " + where + " is in use by another process. Stop that process, or set"
                            + " another port for BitTorrent."));
        } else if (++failedListens >= interfaces) {
            listening.completeExceptionally(new EngineException(
                    EngineException.Code.CANNOT_LISTEN,
                    "wockd cannot listen on " + where + ", port " + port + ": "
                            + alert.error().getMessage() + ". Set an address of this machine and a port above 1023."));
        }
        LOG.warn("Cannot listen on {} port {}: {}", where, port, alert.error().getMessage());
    }
}
