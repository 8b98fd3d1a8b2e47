package org.wockd.torrent.engine;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;

/**
 * What the engine needs to take a torrent on.
 *
 * @param id the name all later calls and events use; {@link InfoHash#id()} of the hash it was first known by
 * @param source where its metadata comes from
 * @param folder the existing folder that its file or folder goes into
 * @param resume what the last {@link EngineEvent.ResumeData} held, null for a new one
 * @param paused whether it starts paused
 * @param limits its rates
 */
public record AddTorrent(
        String id, Source source, Path folder, @Nullable Bytes resume, boolean paused, RateLimits limits) {

    /** Where the metadata comes from. */
    public sealed interface Source {
        /** The hash that names it. */
        InfoHash infoHash();

        /** From peers. */
        record FromMagnet(Magnet magnet) implements Source {
            @Override
            public InfoHash infoHash() {
                return magnet.infoHash();
            }
        }

        /**
         * From a .torrent file, or from the metadata that came for a magnet link.
         *
         * @param peers what the magnet link named; they may be the only ones there are
         */
        record FromMetainfo(Metainfo metainfo, List<InetSocketAddress> peers) implements Source {
            public FromMetainfo {
                peers = List.copyOf(peers);
            }

            /** Without peers of its own. */
            public FromMetainfo(Metainfo metainfo) {
                this(metainfo, List.of());
            }

            @Override
            public InfoHash infoHash() {
                return metainfo.infoHash();
            }
        }
    }

    @Override
    public String toString() {
        return "AddTorrent[" + id + "]";
    }
}
