package org.wockd.core.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrivateFiles;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.xep.Commands;
import org.wockd.protocol.xep.Commands.Request;
import org.wockd.protocol.xep.Commands.Response;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/** The other end of a {@link ControlSocket}. */
public final class ControlClient {
    private final Path file;

    /**
     * @param data the data folder of the core that is meant
     */
    public ControlClient(Path data) {
        this.file = ControlSocket.of(data);
    }

    /**
     * Runs a command, or asks for its form where none is given.
     *
     * @return empty where no core runs there
     * @throws StartException where the core cannot be reached although it runs, or answers nonsense
     */
    public Optional<Response> run(Request request) {
        return ask(request.toNode()).map(answer -> {
            try {
                return Response.parse(answer);
            } catch (PayloadException e) {
                throw broken(e);
            }
        });
    }

    /** The commands there are; empty where no core runs there. */
    public Optional<List<Disco.Item>> commands() {
        return ask(Disco.ItemsQuery.of(Commands.NAMESPACE).toNode()).map(answer -> {
            try {
                return Disco.ItemsQuery.parse(answer).items();
            } catch (PayloadException e) {
                throw broken(e);
            }
        });
    }

    private Optional<Node> ask(Node request) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (SocketChannel core = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ByteBuffer out = ByteBuffer.wrap(NodeWriter.toBytes(request, Namespaces.CLIENT));
            while (out.hasRemaining()) {
                core.write(out);
            }
            core.shutdownOutput();
            byte[] octets = Channels.newInputStream(core).readAllBytes();
            return Optional.of(NodeReader.forClient().read(new Frame(octets, octets.length, octets.length)));
        } catch (ConnectException e) {
            // Left behind by a core that was killed.
            return Optional.empty();
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.UNAVAILABLE,
                    "The core cannot be reached at " + file + ": " + PrivateFiles.reason(e)
                            + ". Run this as the user that the core runs as.",
                    e);
        } catch (XmlException e) {
            throw broken(e);
        }
    }

    private StartException broken(Exception e) {
        return new StartException(
                ExitCode.SOFTWARE,
                "The core's answer at " + file + " cannot be read: " + e.getMessage()
                        + ". Is it of the same version as this command?",
                e);
    }
}
