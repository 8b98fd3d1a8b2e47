package org.wockd.core.c2s;

import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where clients are sent instead of being served here, and that it can change while the server runs (RFC 6120 §4.9.3.19). */
public final class Elsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(Elsewhere.class);

    /** A host, of which an address of IPv6 stands in brackets, and perhaps a port. */
    private static final Pattern PLACE = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/@<>\\[\\]]+)(:\\d{1,5})?");

    private volatile @Nullable String where;
    private volatile ToIntFunction<String> leave = _ -> 0;

    /**
     * @param where they are sent from the start; null where they are served
     */
    public Elsewhere(@Nullable String where) {
        this.where = where;
    }

    /** Where they are sent; null where they are served. */
    public @Nullable String where() {
        return where;
    }

    /** Who ends the streams that there are, and counts them; to be set once. */
    void onLeave(ToIntFunction<String> listener) {
        leave = listener;
    }

    /**
     * Sends all clients to another server that come from now on.
     *
     * @param host a host or {@code host:port}
     * @throws IllegalArgumentException where it is not one
     */
    public void send(String host) {
        if (!PLACE.matcher(host).matches()) {
            throw new IllegalArgumentException("\"" + host
                    + "\" is no place to send clients to; give HOST or HOST:PORT, such as new.example.org:5222");
        }
        where = host;
        LOG.info("clients are sent to {} from now on", host);
    }

    /** Sends there those too that are connected; nobody where clients are served here. */
    public void leave() {
        String host = where;
        if (host != null) {
            LOG.info("{} streams were ended, to go to {}", leave.applyAsInt(host), host);
        }
    }

    /** Serves clients here again. */
    public void serve() {
        where = null;
        LOG.info("clients are served here again");
    }
}
