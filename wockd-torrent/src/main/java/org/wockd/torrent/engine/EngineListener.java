package org.wockd.torrent.engine;

/** Hears what happens in the engine. */
@FunctionalInterface
public interface EngineListener {

    /** Takes one event. All come in order on one thread of the engine's; while this blocks, later ones wait. */
    void on(EngineEvent event);
}
