package org.wockd.torrent.engine;

/**
 * Where a torrent stands, in whole numbers.
 *
 * @param id the torrent's {@link org.wockd.torrent.intake.InfoHash#id()}
 * @param name the name as far as it is known, else empty
 * @param state what it is doing
 * @param complete whether all that is wanted is on disk
 * @param done bytes of the wanted data that are on disk
 * @param wanted bytes of data wanted, 0 while the metadata is missing
 * @param down bytes of payload received; from the engine, since it was added there
 * @param up bytes of payload sent, likewise
 * @param downRate bytes of payload per second
 * @param upRate bytes of payload per second
 * @param peers connected peers, seeds among them
 * @param seeds connected peers that have all
 * @param eta seconds until the end at this rate, -1 if it cannot be told
 */
public record TorrentStatus(
        String id,
        String name,
        TorrentState state,
        boolean complete,
        long done,
        long wanted,
        long down,
        long up,
        int downRate,
        int upRate,
        int peers,
        int seeds,
        long eta) {

    /** Before anything is known. */
    public static TorrentStatus unknown(String id, String name, TorrentState state) {
        return new TorrentStatus(id, name, state, false, 0, 0, 0, 0, 0, 0, 0, 0, -1);
    }

    /** The time to the end: whole seconds, rounded up; 0 at the end, -1 where it cannot be told. */
    public static long eta(long done, long wanted, int rate) {
        if (wanted > 0 && done >= wanted) {
            return 0;
        }
        return wanted == 0 || rate <= 0 ? -1 : Math.ceilDiv(wanted - done, (long) rate);
    }

    /** The same with other counts of payload. */
    public TorrentStatus moved(long received, long sent) {
        return new TorrentStatus(
                id, name, state, complete, done, wanted, received, sent, downRate, upRate, peers, seeds, eta);
    }

    /** The same in another state. */
    public TorrentStatus in(TorrentState other) {
        return new TorrentStatus(
                id, name, other, complete, done, wanted, down, up, downRate, upRate, peers, seeds, eta);
    }
}
