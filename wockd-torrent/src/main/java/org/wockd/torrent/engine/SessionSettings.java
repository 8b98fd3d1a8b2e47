package org.wockd.torrent.engine;

import org.libtorrent4j.SessionParams;
import org.libtorrent4j.SettingsPack;
import org.libtorrent4j.swig.alert_category_t;
import org.libtorrent4j.swig.libtorrent;
import org.libtorrent4j.swig.settings_pack.bool_types;
import org.libtorrent4j.swig.settings_pack.int_types;
import org.libtorrent4j.swig.settings_pack.string_types;

/** {@link EngineSettings} in the words of libtorrent. */
final class SessionSettings {

    /** Alerts wait here while wockd is busy; a state of a torrent is one of them, so this many are plenty. */
    private static final int ALERT_QUEUE = 10_000;

    private SessionSettings() {}

    static SessionParams parameters(EngineSettings settings) {
        SettingsPack pack = new SettingsPack()
                .listenInterfaces(String.join(",", settings.listen()))
                .alertQueueSize(ALERT_QUEUE)
                // wockd says what runs; libtorrent's queue would start and stop torrents by itself.
                .activeLimit(-1)
                .activeDownloads(-1)
                .activeSeeds(-1);
        set(pack, bool_types.enable_outgoing_utp, settings.utp());
        set(pack, bool_types.enable_incoming_utp, settings.utp());
        set(pack, bool_types.enable_lsd, settings.discovery());
        set(pack, bool_types.enable_upnp, settings.discovery());
        set(pack, bool_types.enable_natpmp, settings.discovery());
        set(pack, bool_types.enable_dht, !settings.dhtNodes().isEmpty());
        set(pack, bool_types.allow_multiple_connections_per_ip, settings.severalPeersPerAddress());
        // A port in use is to be told, not stepped around.
        set(pack, bool_types.listen_system_port_fallback, false);
        pack.setInteger(int_types.max_retry_port_bind.swigValue(), 0);
        pack.setDhtBootstrapNodes(String.join(",", settings.dhtNodes()));
        pack.setWebtorrentStunServer("");
        pack.setString(string_types.user_agent.swigValue(), "wockd libtorrent/2.0.6");
        SessionParams parameters = new SessionParams(pack);
        parameters.setPosixDiskIO();
        return parameters;
    }

    /** The session's start switches all alerts on, a hundred thousand a gibibyte; these are the ones that are read. */
    static SettingsPack afterStart() {
        alert_category_t mask = libtorrent
                .getError()
                .or_(libtorrent.getStatus())
                .or_(libtorrent.getStorage())
                .or_(libtorrent.getTracker());
        return new SettingsPack().setInteger(int_types.alert_mask.swigValue(), mask.to_int());
    }

    private static void set(SettingsPack pack, bool_types name, boolean value) {
        pack.setBoolean(name.swigValue(), value);
    }
}
