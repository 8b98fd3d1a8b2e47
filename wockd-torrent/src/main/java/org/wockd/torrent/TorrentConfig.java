package org.wockd.torrent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wockd.protocol.service.Doc;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.Range;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.service.ServiceConfig;

/** The configuration of the BitTorrent relay: every key, in one place. */
@ConfigMapping(prefix = "")
public interface TorrentConfig extends ServiceConfig {

    @Doc("The relay's own domain, as the core's configuration names it under \"relays\".")
    @WithDefault("torrent.localhost")
    String domain();

    @Doc("The domains whose users the relay works for; the first one is asked whether the core is there.")
    @WithDefault("localhost")
    List<String> users();

    @Doc("The link to the core.")
    Link core();

    @Doc("How the relay takes part in swarms.")
    Swarm swarm();

    @Doc("How .torrent files are fetched by URL.")
    Fetch fetch();

    @Doc("What users are told of their own accord.")
    Push push();

    @Doc("How much the relay takes on.")
    Limits limits();

    /** The link to the core. */
    interface Link {
        @Doc("Where the core listens for relays, as host:port.")
        @WithDefault("127.0.0.1:5347")
        Endpoint address();

        @Doc(value = "The secret that the core knows this relay by.", example = "a long random text")
        Secret secret();

        @Doc("The name of this process among several that work for the domain, each with a data folder of its own."
                + " Each needs a name that stays the same.")
        Optional<String> instance();
    }

    /** Taking part in swarms. */
    interface Swarm {
        @Doc("Where peers connect to, each as address:port; port 0 takes any free one.")
        @WithDefault("0.0.0.0:6881,[::]:6881")
        List<String> listen();

        @Doc("Whether uTP is used besides TCP.")
        @WithDefault("true")
        boolean utp();

        @Doc("Nodes to enter the distributed hash table by, each as host:port.")
        @WithDefault("dht.libtorrent.org:25401,router.bittorrent.com:6881,dht.transmissionbt.com:6881")
        List<String> dhtNodes();

        @Doc("Whether the distributed hash table is used.")
        @WithDefault("true")
        boolean dht();

        @Doc("Whether peers are looked for on the local network, and the router is asked for a port.")
        @WithDefault("true")
        boolean discovery();

        @Doc("Whether one address may be several peers, as in a swarm on one machine.")
        @WithDefault("false")
        boolean severalPeersPerAddress();
    }

    /** Fetching by URL. */
    interface Fetch {
        @Doc(
                "Networks besides the public internet that users may make the relay connect to, in CIDR notation. Each opens"
                        + " what is there to every user.")
        Optional<List<String>> allowNetworks();
    }

    /** Pushing. */
    interface Push {
        @Doc("The shortest time between two progress events for one user.")
        @WithDefault("1s")
        Duration interval();
    }

    /** Limits. */
    interface Limits {
        @Doc("The most torrents one user may have.")
        @WithDefault("1000")
        @Range(min = 1, max = 100_000)
        int torrentsPerUser();

        @Doc("The most torrents of all users together.")
        @WithDefault("5000")
        @Range(min = 1, max = 100_000)
        int torrents();
    }
}
