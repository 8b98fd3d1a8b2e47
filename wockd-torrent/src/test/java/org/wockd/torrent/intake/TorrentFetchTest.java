package org.wockd.torrent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.torrent.intake.IntakeException.Code;

class TorrentFetchTest {

    private static final IntakeLimits LIMITS = new IntakeLimits(1000, 1, 1, 1, 1, 2, Duration.ofSeconds(20));

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private String home;
    private TorrentFetch fetch;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        home = "http://127.0.0.1:" + server.getAddress().getPort();
        fetch = new TorrentFetch(AddressPolicy.allowing(List.of("127.0.0.0/8")), LIMITS);
        answer("/ok", 200, 1000);
        answer("/big", 200, 1001);
        answer("/gone", 404, 3);
        redirect("/moved", "/ok");
        redirect("/loop", "/loop");
        redirect("/inside", "http://10.1.2.3/ok");
        redirect("/file", "file:///etc/passwd");
        server.createContext("/slow", exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    private void answer(String path, int status, int bytes) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(new byte[bytes]);
            exchange.close();
        });
    }

    private void redirect(String path, String to) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    @AfterEach
    void close() {
        end.countDown();
        fetch.close();
        server.stop(0);
    }

    @Test
    void fetchesAndFollowsRedirects() throws Exception {
        assertThat(fetch.fetch(home + "/ok")).hasSize(1000);
        assertThat(fetch.fetch(home + "/moved")).hasSize(1000);
    }

    @Test
    void refusesTooMuchTooManyAndTooLate() {
        refused(fetch, home + "/big", Code.TOO_LARGE);
        refused(fetch, home + "/loop", Code.FETCH_FAILED);
        refused(fetch, home + "/gone", Code.FETCH_FAILED);
        refused(fetch, "http://127.0.0.1:1/x", Code.FETCH_FAILED);
        IntakeLimits hasty = new IntakeLimits(1000, 1, 1, 1, 1, 2, Duration.ofMillis(300));
        try (TorrentFetch impatient = new TorrentFetch(AddressPolicy.allowing(List.of("127.0.0.0/8")), hasty)) {
            refused(impatient, home + "/slow", Code.FETCH_FAILED);
        }
    }

    @Test
    void refusesThePrivateNetworkAlsoBehindARedirect() {
        refused(fetch, home + "/inside", Code.FORBIDDEN_ADDRESS);
        try (TorrentFetch strict = new TorrentFetch(AddressPolicy.publicOnly(), LIMITS)) {
            refused(strict, home + "/ok", Code.FORBIDDEN_ADDRESS);
            refused(strict, home.replace("127.0.0.1", "localhost") + "/ok", Code.FORBIDDEN_ADDRESS);
            refused(strict, "http://[::ffff:127.0.0.1]/", Code.FORBIDDEN_ADDRESS);
            refused(strict, "http://2130706433/", Code.FORBIDDEN_ADDRESS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x/y", "file:///etc/passwd", "http:///x", "http://u:p@x/", "http://x y/", "x"})
    void refusesWhatIsNoAddress(String bad) {
        refused(fetch, bad, Code.BAD_URL);
    }

    @Test
    void aRedirectLeadsToHttpOnly() {
        refused(fetch, home + "/file", Code.BAD_URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.31.255.255",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1"
            })
    void thePolicyRefusesSpecialAddresses(String address) {
        assertThat(AddressPolicy.publicOnly().permits(InetAddress.ofLiteral(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"})
    void thePolicyPermitsThePublicInternet(String address) {
        assertThat(AddressPolicy.publicOnly().permits(InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @Test
    void anAllowedNetworkHasToBeOne() {
        assertThatThrownBy(() -> AddressPolicy.allowing(List.of("home")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"home\"");
        assertThatThrownBy(() -> AddressPolicy.allowing(List.of("10.0.0.0/33")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(TorrentFetch with, String url, Code code) {
        assertThatThrownBy(() -> with.fetch(url))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
