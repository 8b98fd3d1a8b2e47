package org.wockd.bench.server;

import java.net.InetSocketAddress;
import java.util.List;

/** A server that was told where to listen. */
record Listening(ServerProcess process, InetSocketAddress clients, InetSocketAddress components) implements Server {

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public long begun() {
        return process.begun();
    }

    @Override
    public long complained() {
        return process.complained();
    }

    @Override
    public List<String> complaints() {
        return process.complaints();
    }

    @Override
    public void close() {
        process.close();
    }
}
