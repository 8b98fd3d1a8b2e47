package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xml.Node;

/** A component that somebody else's library makes attaches to the core unchanged. */
class SlixmppPlayTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String COMPONENT = """
            import asyncio, sys
            from slixmpp.componentxmpp import ComponentXMPP

            class Echo(ComponentXMPP):
                def __init__(self, port):
                    super().__init__('torrent.localhost', 'vorpal', '127.0.0.1', port)
                    self.register_plugin('xep_0030')
                    self.register_plugin('xep_0199')
                    self.add_event_handler('message', lambda m: m.reply('You said ' + m['body']).send())

            component = Echo(int(sys.argv[1]))
            component.connect()
            asyncio.get_event_loop().run_forever()
            """;

    @TempDir
    Path folder = Path.of("");

    private static int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    @Test
    void aSlixmppComponentAttachesAnswersAPingAndIsRoutedTo() throws Exception {
        assumeTrue(
                Files.isExecutable(PYTHON) && run(List.of(PYTHON.toString(), "-c", "import slixmpp")) == 0,
                "skipped: python3-slixmpp is not installed");
        Path script = Files.writeString(folder.resolve("echo.py"), COMPONENT);
        try (Stage stage = new Stage(folder, Duration.ofSeconds(60), List.of(), Stage.TORRENT)) {
            Stage.Client juliet = stage.client("juliet@localhost/balcony");
            Process component = new ProcessBuilder(PYTHON.toString(), script.toString(), String.valueOf(stage.port()))
                    .inheritIO()
                    .start();
            try {
                CoreRelay torrent = Objects.requireNonNull(stage.relays.of("torrent.localhost"));
                await().atMost(Duration.ofMinutes(2)).until(torrent::isAttached);

                Node ping = Node.of("urn:xmpp:ping", "ping");
                stage.send(Iq.request(Iq.Type.GET, Jid.domain("torrent.localhost"), "p1", ping)
                        .from(juliet.jid()));
                Stanza pong = juliet.next();
                assertThat(pong.wireType()).isEqualTo("result");
                assertThat(pong.id()).isEqualTo("p1");

                stage.say("juliet@localhost/balcony", "torrent.localhost", "hello");
                assertThat(((Message) juliet.next()).body()).isEqualTo("You said hello");
            } finally {
                component.destroy();
                component.waitFor(60, TimeUnit.SECONDS);
            }
        }
    }
}
