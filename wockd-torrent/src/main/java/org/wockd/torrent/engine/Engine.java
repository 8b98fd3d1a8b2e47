package org.wockd.torrent.engine;

/**
 * BitTorrent, as narrow as wockd needs it.
 *
 * <p>Calls are safe from any thread and may block a little. What they cause is told by events, not by return values.
 */
public interface Engine {

    /**
     * Opens the sockets and begins to tell {@code listener}.
     *
     * @throws EngineException PORT_IN_USE, CANNOT_LISTEN or NO_NATIVE_LIBRARY
     */
    void start(EngineListener listener) throws EngineException;

    /** Tells the trackers, saves all resume data (the listener still hears of it), and closes the sockets. */
    void stop();

    /** The TCP port that is listened on; meaningful between start and stop. */
    int port();

    /**
     * Takes a torrent on; adding one that is there changes nothing.
     *
     * @throws EngineException REFUSED or STOPPED
     */
    void add(AddTorrent torrent) throws EngineException;

    /** Stops asking and offering. */
    void pause(String id) throws EngineException;

    /** Goes on, also after a failure, which is forgotten. */
    void resume(String id) throws EngineException;

    /** Lets it go, and deletes what it downloaded if {@code withData}. */
    void remove(String id, boolean withData) throws EngineException;

    /** Sets its rates; they hold at once. */
    void setLimits(String id, RateLimits limits) throws EngineException;
}
