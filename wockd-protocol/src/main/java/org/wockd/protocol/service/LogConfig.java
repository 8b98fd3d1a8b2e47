package org.wockd.protocol.service;

import io.smallrye.config.WithDefault;

/** What is logged, and how. */
public interface LogConfig {

    /** How much is told. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How a line looks. */
    enum Format {
        TEXT,
        JSON
    }

    @Doc("How much is logged: error, warn, info, debug or trace. Stanzas' content is logged at trace only.")
    @WithDefault("info")
    Level level();

    @Doc("How a line looks: text for people, json for machines. Each event is one line on standard error.")
    @WithDefault("text")
    Format format();
}
