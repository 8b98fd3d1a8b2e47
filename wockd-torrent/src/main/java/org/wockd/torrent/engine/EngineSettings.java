package org.wockd.torrent.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * How the engine is set up.
 *
 * @param nativeFolder a folder of the process's own for the native library
 * @param listen what to listen on, each {@code address:port} or {@code [address]:port}; port 0 takes any free one
 * @param utp whether uTP is used besides TCP
 * @param dhtNodes nodes to enter the DHT by, each {@code host:port}; an empty list switches the DHT off
 * @param discovery whether peers are looked for on the local network and the router is asked for a port
 * @param severalPeersPerAddress whether one address may be several peers, as it is in a swarm on one machine
 */
public record EngineSettings(
        Path nativeFolder,
        List<String> listen,
        boolean utp,
        List<String> dhtNodes,
        boolean discovery,
        boolean severalPeersPerAddress) {

    private static final List<String> PUBLIC_DHT =
            List.of("dht.libtorrent.org:25401", "router.bittorrent.com:6881", "dht.transmissionbt.com:6881");

    /** For the internet: all addresses, DHT and the rest on. */
    public static EngineSettings internet(Path nativeFolder, int port) {
        List<String> listen = List.of("0.0.0.0:" + port, "[::]:" + port);
        return new EngineSettings(nativeFolder, listen, true, PUBLIC_DHT, true, false);
    }

    /** For a swarm on this machine alone: loopback, TCP, nothing that looks for others. */
    public static EngineSettings loopback(Path nativeFolder, int port) {
        return new EngineSettings(nativeFolder, List.of("127.0.0.1:" + port), false, List.of(), false, true);
    }
}
