package org.wockd.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A server that runs to be measured; to close it is to stop it in order. */
public interface Server extends AutoCloseable {

    /** Its process. */
    long pid();

    /** When its process was started, by {@link System#nanoTime}. */
    long begun();

    /** Where it listens for clients: with STARTTLS where it speaks XMPP, with TLS from the first octet where it does not. */
    InetSocketAddress clients() throws IOException;

    /** Where it listens for components (XEP-0114). */
    InetSocketAddress components() throws IOException;

    /** How many warnings and errors it has logged that should not be. */
    long complained();

    /** The first of them. */
    List<String> complaints();

    @Override
    void close();
}
