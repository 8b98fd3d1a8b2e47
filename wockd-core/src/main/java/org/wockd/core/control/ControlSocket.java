package org.wockd.core.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.CommandRun;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.Commands;
import org.wockd.protocol.xep.Commands.Request;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Commands.Severity;
import org.wockd.protocol.xep.Commands.Status;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * The socket {@code DATA/run/core.control} of the domain UNIX. Whoever can open it, which the rights of the file system
 * decide (mode 0600 in a folder of 0700), administers the server: it takes the same commands as XEP-0133, with a
 * {@code <command/>} of XEP-0050 for a request and one for the answer, one of each for a connection.
 *
 * <p>A request without a form is answered with the form of the command, where it has one. The request
 * {@code <query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>} lists them.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    private static final int MOST_OCTETS = 256 * 1024;
    private static final int MOST_AT_ONCE = 8;

    /** How long a command may take to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Path file;
    private final String host;
    private final List<AdhocCommand> commands;
    private final ServerSocketChannel listener;
    private final Executor blocking;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final CountDownLatch closed = new CountDownLatch(1);

    private ControlSocket(
            Path file, String host, List<AdhocCommand> commands, ServerSocketChannel listener, Executor blocking) {
        this.file = file;
        this.host = host;
        this.commands = List.copyOf(commands);
        this.listener = listener;
        this.blocking = blocking;
    }

    /** Its place for a core whose data is in {@code data}. */
    public static Path of(Path data) {
        return data.resolve("run").resolve("core.control").toAbsolutePath();
    }

    /**
     * Listens.
     *
     * @param host the one that commands are for
     * @param blocking starts a virtual thread
     * @throws IOException with a text for the operator
     */
    public static ControlSocket open(Path data, String host, List<AdhocCommand> commands, Executor blocking)
            throws IOException {
        Path file = of(data);
        PrivateFiles.createFolder(data.resolve("run"));
        if (Files.exists(file)) {
            checkAbandoned(file);
            Files.delete(file);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            listener.close();
            throw new IOException(file + " cannot be made: " + PrivateFiles.reason(e), e);
        }
        ControlSocket socket = new ControlSocket(file, host, commands, listener, blocking);
        blocking.execute(socket::listen);
        return socket;
    }

    /** A core that was killed leaves its file behind, and nobody answers there. */
    private static void checkAbandoned(Path file) throws IOException {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            throw new IOException("another core runs on this data folder: it answers at " + file
                    + ". Stop that one, or name another folder as \"data\".");
        } catch (ConnectException e) {
            LOG.debug("{} was left behind", file, e);
        }
    }

    private void listen() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                places.acquire();
                blocking.execute(() -> serve(client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Such as too many open files; that passes.
                LOG.warn("the command line cannot reach this core just now: {}", e.getMessage());
                if (isClosedWithin(RETRY)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** A command is all there at once, so whoever is slow has none, and does not keep others from theirs. */
    private void hurry(SocketChannel client, AtomicBoolean read) {
        CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, blocking)
                .execute(() -> {
                    if (!read.get()) {
                        try {
                            client.close();
                        } catch (IOException e) {
                            LOG.debug("a connection of the command line does not close", e);
                        }
                    }
                });
    }

    private void serve(SocketChannel client) {
        AtomicBoolean read = new AtomicBoolean();
        hurry(client, read);
        try (client) {
            InputStream in = Channels.newInputStream(client);
            byte[] octets = in.readNBytes(MOST_OCTETS + 1);
            read.set(true);
            Node answer = octets.length > MOST_OCTETS
                    ? refusal("-", "a command may have " + MOST_OCTETS + " octets at most")
                    : answer(octets);
            ByteBuffer out = ByteBuffer.wrap(NodeWriter.toBytes(answer, Namespaces.CLIENT));
            while (out.hasRemaining()) {
                client.write(out);
            }
        } catch (IOException e) {
            LOG.info("a command's answer did not reach who asked: {}", e.getMessage());
        } finally {
            places.release();
        }
    }

    private Node answer(byte[] octets) {
        try {
            Node request = NodeReader.forClient().read(new Frame(octets, octets.length, octets.length));
            return request.is(Disco.ITEMS, "query") ? list() : run(Request.parse(request));
        } catch (XmlException | PayloadException e) {
            return refusal("-", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a command failed", e);
            return refusal("-", "the server failed at this; its log says why");
        }
    }

    private Node list() {
        return new Disco.ItemsQuery(
                        Commands.NAMESPACE,
                        commands.stream()
                                .map(command -> new Disco.Item(Jid.domain(host), command.node(), command.title()))
                                .toList())
                .toNode();
    }

    private Node run(Request request) {
        AdhocCommand command = command(request.node());
        if (command == null) {
            return refusal(request.node(), "there is no such command; ask for the list of commands");
        }
        String session = StreamHeader.randomId();
        DataForm question = command.form();
        DataForm form = request.form();
        if (request.action() == Commands.Action.CANCEL || (form != null && form.type() == DataForm.Type.CANCEL)) {
            return Response.end(request, session, Status.CANCELED).toNode();
        }
        if (question == null || form != null) {
            try {
                DataForm answer = question == null || form == null ? DataForm.submit() : question.answeredBy(form);
                LOG.info("\"{}\" is run from the command line", command.title());
                return CommandRun.of(command, request, session, Jid.domain(host), host, answer);
            } catch (FormException e) {
                return refusal(request.node(), String.valueOf(e.getMessage()));
            }
        }
        return Response.ask(request, session, Commands.Actions.LAST, question).toNode();
    }

    private @Nullable AdhocCommand command(String node) {
        return commands.stream()
                .filter(command -> command.node().equals(node))
                .findFirst()
                .orElse(null);
    }

    private static Node refusal(String node, String text) {
        return Response.end(Request.execute(node), StreamHeader.randomId(), Status.COMPLETED)
                .noting(Severity.ERROR, text)
                .toNode();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        Files.deleteIfExists(file);
    }
}
