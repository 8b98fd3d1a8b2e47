package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server is: at an address of IPv6, or somewhere else now. */
class ElsewhereTest {

    private static final InetAddress LOOPBACK = loopback();

    @TempDir
    Path data;

    private static InetAddress loopback() {
        byte[] one = new byte[16];
        one[15] = 1;
        try {
            return InetAddress.getByAddress(one);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.getByInetAddress(LOOPBACK) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void bobComesOverIpv6() throws IOException {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LISTEN_CLIENT", "[::1]:0"));
                Wire bob = Wire.connect(LOOPBACK, stage.port("client"))) {
            bob.login("bob", "bobbob");

            assertThat(bob.bind("six")).contains("<jid>bob@localhost/six</jid>");
            assertThat(bob.fence()).contains("type='result'");
        }
    }

    /** RFC 6122 §2.2: a domain may be an address; of IPv6 it stands in brackets. */
    @Test
    void aServerMayBeCalledByItsAddress() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_HOSTS", "localhost,[::1],127.0.0.1"))) {
            for (String host : new String[] {"[::1]", "127.0.0.1"}) {
                try (Wire bob = stage.wire()) {
                    assertThat(bob.open(host).hear("</stream:features>")).contains(" from='" + host + "'");
                }
            }
        }
    }

    /** RFC 6120 §4.9.3.19 */
    @Test
    void bobIsSentToTheNewServerOnceNobodyElseCanSendHimAnywhere() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_SEE_OTHER_HOST", "[2001:db8::7]:5222"));
                Wire bob = stage.wire()) {
            bob.open("localhost").hear("</stream:features>");
            bob.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").hear("<proceed");
            bob.hear("/>");
            bob.secure();

            assertThat(bob.open("localhost").hearAll())
                    .contains(
                            "<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>[2001:db8::7]:5222</see-other-host>")
                    .endsWith("</stream:stream>");
        }
    }
}
