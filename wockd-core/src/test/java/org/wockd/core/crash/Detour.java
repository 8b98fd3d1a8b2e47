package org.wockd.core.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port that stays the same and leads to where the core listens in its present life. */
final class Detour implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Detour.class);

    private final ServerSocket server;
    private final IntSupplier port;

    /** @param port where connections go on to, 0 for nowhere */
    Detour(IntSupplier port) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = port;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> lead(near));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void lead(Socket near) {
        int there = port.getAsInt();
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), there)) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
        } catch (IOException | IllegalArgumentException | InterruptedException e) {
            LOG.debug("nobody is at port {}: {}", there, e.getMessage());
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
