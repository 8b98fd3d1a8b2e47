package org.wockd.torrent.engine;

/**
 * How fast a torrent may go.
 *
 * @param down bytes per second, 0 for no limit
 * @param up bytes per second, 0 for no limit
 */
public record RateLimits(int down, int up) {

    /** No limits. */
    public static final RateLimits NONE = new RateLimits(0, 0);

    public RateLimits {
        if (down < 0 || up < 0) {
            throw new IllegalArgumentException("a rate is not below 0 bytes per second");
        }
    }

    /** The limits that hold for both: the looser one in each direction. */
    public RateLimits loosest(RateLimits other) {
        return new RateLimits(looser(down, other.down), looser(up, other.up));
    }

    private static int looser(int a, int b) {
        return a == 0 || b == 0 ? 0 : Math.max(a, b);
    }
}
