package org.wockd.torrent.engine;

import java.net.InetSocketAddress;
import java.util.List;
import org.libtorrent4j.TcpEndpoint;
import org.libtorrent4j.TorrentInfo;
import org.libtorrent4j.Vectors;
import org.libtorrent4j.swig.add_torrent_params;
import org.libtorrent4j.swig.byte_vector;
import org.libtorrent4j.swig.error_code;
import org.libtorrent4j.swig.libtorrent;
import org.libtorrent4j.swig.tcp_endpoint_vector;
import org.libtorrent4j.swig.torrent_flags_t;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.torrent.engine.AddTorrent.Source.FromMagnet;
import org.wockd.torrent.engine.AddTorrent.Source.FromMetainfo;
import org.wockd.torrent.engine.EngineException.Code;
import org.wockd.torrent.intake.Bytes;

/** {@link AddTorrent} in the words of libtorrent. */
final class TorrentParams {

    private static final Logger LOG = LoggerFactory.getLogger(TorrentParams.class);

    private TorrentParams() {}

    /** Parameters that the caller deletes. */
    static add_torrent_params of(AddTorrent torrent) throws EngineException {
        add_torrent_params params = switch (torrent.source()) {
            case FromMagnet magnet -> magnet(magnet);
            case FromMetainfo metainfo -> metainfo(metainfo, torrent);
        };
        params.setSave_path(torrent.folder().toString());
        params.setFlags(flags(torrent.paused()));
        params.setDownload_limit(torrent.limits().down());
        params.setUpload_limit(torrent.limits().up());
        return params;
    }

    private static add_torrent_params magnet(FromMagnet source) throws EngineException {
        error_code error = new error_code();
        add_torrent_params params = libtorrent.parse_magnet_uri(source.magnet().uri(), error);
        boolean failed = error.failed();
        error.delete();
        if (failed) {
            params.delete();
            throw new EngineException(
                    Code.REFUSED, "libtorrent does not understand the magnet link. Try the .torrent file instead.");
        }
        return params;
    }

    private static add_torrent_params metainfo(FromMetainfo source, AddTorrent torrent) throws EngineException {
        add_torrent_params params = resumed(torrent);
        try {
            TorrentInfo info = new TorrentInfo(source.metainfo().raw().array());
            params.set_ti(info.swig());
            info.swig().delete();
            addPeers(params, source.peers());
        } catch (IllegalArgumentException e) {
            params.delete();
            throw new EngineException(
                    Code.REFUSED,
                    "libtorrent refused the .torrent file: " + e.getMessage() + ". Try a magnet link instead.",
                    e);
        }
        return params;
    }

    /** Resume data holds only peers that answered last; those of the link are always worth another try. */
    private static void addPeers(add_torrent_params params, List<InetSocketAddress> peers) {
        if (peers.isEmpty()) {
            return;
        }
        tcp_endpoint_vector all = params.getPeers();
        for (InetSocketAddress peer : peers) {
            all.add(new TcpEndpoint(peer.getAddress().getHostAddress(), peer.getPort()).swig());
        }
        params.setPeers(all);
    }

    private static add_torrent_params resumed(AddTorrent torrent) {
        Bytes resume = torrent.resume();
        if (resume == null) {
            return new add_torrent_params();
        }
        byte_vector buffer = Vectors.bytes2byte_vector(resume.array());
        error_code error = new error_code();
        add_torrent_params params = libtorrent.read_resume_data_ex(buffer, error);
        boolean failed = error.failed();
        buffer.delete();
        error.delete();
        if (failed) {
            LOG.warn("The resume data of {} is not readable; its data on disk is checked instead", torrent.id());
            params.delete();
            return new add_torrent_params();
        }
        return params;
    }

    private static torrent_flags_t flags(boolean paused) {
        torrent_flags_t flags = libtorrent
                .getUpdate_subscribe()
                .or_(libtorrent.getApply_ip_filter())
                .or_(libtorrent.getNeed_save_resume());
        return paused ? flags.or_(libtorrent.getPaused()) : flags;
    }
}
