package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.command.Wockd;
import org.wockd.core.control.ControlSocket;
import org.wockd.protocol.service.StartException;
import picocli.CommandLine;

/** {@link ControlSocket}: what an operator does to a core that runs, on its machine. */
class ControlTest {
    @TempDir
    Path data;

    private String said = "";

    private Stage open() {
        return Stage.open(data, Map.of());
    }

    /** Runs the command {@code wockd}; what it says is {@link #said}. */
    private int wockd(String... arguments) throws IOException {
        Path config = data.resolve("wockd.yaml");
        Files.writeString(config, "data: " + data + "\nhosts: [localhost]\n");
        StringWriter out = new StringWriter();
        CommandLine line = Wockd.line();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        int code = line.execute(all.toArray(String[]::new));
        said = out.toString();
        return code;
    }

    /** RFC 6120 §4.9.3.19 */
    @Test
    void aCoreIsEmptiedAndFilledAgain() throws IOException {
        try (Stage stage = open();
                Wire bob = stage.client("bob", "desk");
                Wire early = stage.wire()) {
            early.open("localhost").hear("</stream:features>");
            bob.say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>").hear("<enabled ");
            bob.say("<message to='alice@localhost' type='chat'><body>last words</body></message>");
            bob.say("<r xmlns='urn:xmpp:sm:3'/>");

            assertThat(wockd("drain", "--to", "new.example.org:5222")).isZero();
            assertThat(said).contains("All clients are sent to new.example.org:5222");

            assertThat(bob.hearAll())
                    .contains("<a xmlns='urn:xmpp:sm:3' h='1'/>")
                    .contains(
                            "<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>new.example.org:5222</see-other-host>")
                    .endsWith("</stream:stream>");
            // Who was in the clear is told where nobody on the way can change it.
            early.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").hear("<proceed");
            early.hear("/>");
            early.secure();
            assertThat(early.open("localhost").hearAll()).contains("new.example.org:5222</see-other-host>");

            assertThat(wockd("drain", "--off")).isZero();
            assertThat(said).contains("served here again");
            try (Wire alice = stage.client("alice", "desk")) {
                alice.say("<presence/>");
                assertThat(alice.hear("</message>")).contains("<body>last words</body>");
            }
        }
    }

    @Test
    void whatIsNoPlaceIsRefusedAndNobodyIsSentThere() throws IOException {
        try (Stage stage = open();
                Wire bob = stage.client("bob", "desk")) {
            assertThat(wockd("drain", "--to", "no place")).isEqualTo(64);
            assertThat(said).contains("\"no place\" is no place to send clients to");
            assertThat(wockd("drain")).isEqualTo(64);
            assertThat(bob.fence()).contains("type='result'");
        }
    }

    @Test
    void theCommandsOfAdministratorsAreThereToo() throws IOException {
        try (Stage stage = open();
                Wire bob = stage.client("bob", "desk")) {
            assertThat(wockd("admin")).isZero();
            assertThat(said).contains("announce ").contains("edit-blacklist ").contains("urn:wockd:drain:1 ");

            assertThat(wockd("admin", "announce")).isZero();
            assertThat(said).contains("announcement (Text), required:");

            assertThat(wockd("admin", "announce", "announcement=Tea", "announcement=is served."))
                    .isZero();
            assertThat(said).contains("1 clients were told.");
            assertThat(bob.hear("</message>")).contains("<body>Tea\nis served.</body>");

            assertThat(wockd("admin", "get-registered-users-list", "max_items=25"))
                    .isZero();
            assertThat(said).contains("registereduserjids (Users): alice@localhost, bob@localhost");

            assertThat(wockd("admin", "delete-user", "accountjids=carol@localhost"))
                    .isEqualTo(64);
            assertThat(said).contains("There is no account carol@localhost.");
            assertThat(wockd("admin", "announce", "nonsense")).isEqualTo(64);
            assertThat(wockd("admin", "dance")).isEqualTo(64);
            assertThat(said).contains("There is no command \"dance\"");
        }
    }

    @Test
    void whoIsDisabledOnTheCommandLineIsSentAwayAtOnce() throws IOException {
        try (Stage stage = open();
                Wire bob = stage.client("bob", "desk")) {
            assertThat(wockd("user", "disable", "bob@localhost")).isZero();
            assertThat(said).contains("bob@localhost was disabled.");
            assertThat(bob.hearAll()).contains("<policy-violation ");
            assertThat(wockd("user", "list")).isZero();
            assertThat(said).containsPattern("bob@localhost .* disabled");
            assertThat(wockd("user", "enable", "bob@localhost")).isZero();
            try (Wire again = stage.client("bob", "desk")) {
                assertThat(again.fence()).contains("type='result'");
            }
        }
    }

    @Test
    void withoutACoreTheCommandLineSaysSo() throws IOException {
        open().close();
        assertThat(ControlSocket.of(data)).doesNotExist();
        assertThat(wockd("drain", "--to", "new.example.org")).isEqualTo(69);
        assertThat(said).contains("No core runs with this configuration");
        assertThat(wockd("user", "disable", "bob@localhost")).isZero();
    }

    @Test
    void onlyItsOwnUserReachesACoreAndOneCoreOwnsAFolder() throws IOException {
        try (Stage stage = open();
                Wire bob = stage.client("bob", "desk")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ControlSocket.of(data))))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> Stage.open(data, Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("another core runs on this data folder");
            assertThat(bob.fence()).contains("type='result'");
            assertThat(wockd("admin")).isZero();
        }
    }

    @Test
    void whatACoreThatWasKilledHasLeftIsNoHindrance() throws IOException {
        Files.createDirectories(data.resolve("run"));
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(ControlSocket.of(data)));
        }
        assertThat(ControlSocket.of(data)).exists();
        assertThat(wockd("admin")).isEqualTo(69);
        try (Stage stage = open()) {
            assertThat(stage.port("client")).isPositive();
            assertThat(wockd("admin")).isZero();
        }
    }
}
