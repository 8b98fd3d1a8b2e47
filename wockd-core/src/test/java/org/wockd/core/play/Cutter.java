package org.wockd.core.play;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.IntSupplier;

/** A network that breaks: connections through it end after so many octets in one of the directions. */
public final class Cutter implements AutoCloseable {
    private final ServerSocket server;
    private final int port;
    private final IntSupplier octets;

    /**
     * @param port where connections go on to
     * @param octets tells for each direction of each connection after how many it is cut
     */
    public Cutter(int port, IntSupplier octets) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = port;
        this.octets = octets;
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it is reached. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                int there = octets.getAsInt();
                int back = octets.getAsInt();
                Thread.ofVirtual().start(() -> pump(near, far, there));
                Thread.ofVirtual().start(() -> pump(far, near, back));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void pump(Socket from, Socket to, int octets) {
        byte[] buffer = new byte[4096];
        int left = octets;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (left > 0) {
                int count = in.read(buffer, 0, Math.min(buffer.length, left));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            // The other direction was cut, and this one with it.
            left = 0;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
