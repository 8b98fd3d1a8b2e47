package org.wockd.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.service.StartException;

class CertificatesTest {

    private static final String CAPULET = "capulet.example";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Certificates> open = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Certificates.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        open.forEach(Certificates::close);
    }

    private Certificates open(Certificates.Host... hosts) {
        return open(InstantSource.system(), hosts);
    }

    private Certificates open(InstantSource clock, Certificates.Host... hosts) {
        var certificates = new Certificates(List.of(hosts), folder.resolve("data"), clock, metrics);
        open.add(certificates);
        return certificates;
    }

    private List<String> logged() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static BigInteger serial(Pems pems) {
        return pems.certificate().getSerialNumber();
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(entry -> String.valueOf(entry.get(1)))
                .toList();
    }

    @Test
    void withoutFilesOneIsMadeOnceForAllHosts() throws Exception {
        var first = open(Certificates.Host.selfSigned("localhost"), Certificates.Host.selfSigned("b\u00fccher.example"))
                .certificate("localhost");

        assertThat(names(first)).containsExactly("localhost", "xn--bcher-kva.example");
        first.verify(first.getPublicKey());
        assertThat(first.getNotAfter().toInstant()).isAfter(Instant.now().plus(Duration.ofDays(3600)));
        var key = folder.resolve("data/self-signed.key.pem");
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(open(Certificates.Host.selfSigned("localhost")).certificate("localhost"))
                .isEqualTo(first);
    }

    @Test
    void aNewHostOrANearEndMakesANewOneWithTheOldKey() throws Exception {
        var first = open(Certificates.Host.selfSigned("localhost")).certificate("localhost");
        var more = open(Certificates.Host.selfSigned("localhost"), Certificates.Host.selfSigned("127.0.0.1"))
                .certificate("127.0.0.1");
        var later = open(() -> Instant.now().plus(Duration.ofDays(3640)), Certificates.Host.selfSigned("localhost"))
                .certificate("localhost");

        assertThat(names(more)).containsExactly("localhost", "127.0.0.1");
        assertThat(later.getSerialNumber()).isNotEqualTo(more.getSerialNumber());
        assertThat(List.of(more.getPublicKey(), later.getPublicKey())).containsOnly(first.getPublicKey());
    }

    @ParameterizedTest
    @CsvSource({"EC,256,SHA256withECDSA", "EC,384,SHA384withECDSA", "RSA,2048,SHA256withRSA", "Ed25519,0,Ed25519"})
    void keysOfEveryCommonKindAreRead(String kind, int bits, String signature) {
        var until = Instant.now().plus(Duration.ofDays(90));
        var pems = Pems.make(CAPULET, kind, bits, signature, until);
        var host = pems.into(folder, CAPULET);
        assertThat(open(host).certificate(CAPULET).getSerialNumber()).isEqualTo(serial(pems));
        if (!kind.equals("Ed25519")) {
            Pems.replace(folder.resolve(CAPULET + ".key"), pems.oldKey());
            assertThat(open(host).certificate(CAPULET).getSerialNumber()).isEqualTo(serial(pems));
        }
        assertThat(metrics.get("wockd.tls.certificate.expires").gauge().value())
                .isEqualTo((double) until.getEpochSecond());
    }

    @Test
    void chainAndKeyMayBeInOneFile() {
        var pems = Pems.ec(CAPULET);
        var both = folder.resolve("both.pem");
        Pems.replace(both, pems.oldKey() + pems.chain());
        assertThat(open(Certificates.Host.withFiles(CAPULET, both, both)).certificate(CAPULET))
                .isNotNull();
    }

    private void refused(Certificates.Host host, String... words) {
        assertThatThrownBy(() -> open(host)).isInstanceOf(StartException.class).hasMessageContainingAll(words);
    }

    @Test
    void whatCannotBeUsedStopsTheStartWithFileReasonAndAdvice() throws Exception {
        var pems = Pems.ec(CAPULET);
        var host = pems.into(folder, CAPULET);
        var chain = folder.resolve(CAPULET + ".crt");
        var key = folder.resolve(CAPULET + ".key");

        refused(Certificates.Host.withFiles(CAPULET, chain, folder.resolve("no.key")), "no.key", "does not exist");
        Pems.replace(key, Pems.ec(CAPULET).key());
        refused(host, CAPULET + ".key", "does not belong", "Configure the key");
        Pems.replace(key, pems.chain());
        refused(host, CAPULET + ".key", "has no private key");
        Pems.replace(key, "");
        refused(host, "has no private key");
        Pems.replace(key, pems.key().substring(0, 80));
        refused(host, CAPULET + ".key", "not whole");
        Pems.replace(key, pems.key() + pems.key());
        refused(host, "more than one private key");
        Pems.replace(key, pems.key());
        Pems.replace(chain, Pems.ec("root.example").chain() + pems.chain());
        refused(host, CAPULET + ".crt", "CN=root.example", "own certificate first");
        Pems.replace(chain, pems.key());
        refused(host, CAPULET + ".crt", "has no certificate", "fullchain.pem");
    }

    @Test
    void anEncryptedKeyIsExplained() {
        var host = Pems.ec(CAPULET).into(folder, CAPULET);
        Pems.replace(folder.resolve(CAPULET + ".key"), """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjppPqX2aeo7wICCAAw
                DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKE7dwcDJexXS6b43tDNub4EgZAs
                6CgzQJLbTeXo2/XKrDCArFm07o3YOTAAGgWwwf7Gx6XoDW3cyyI7v+dvLcgKDbQm
                pm86TwmpdztUV/wyJeX6Qn4hpVgB5fZCl/zFkHy2gtKA466IOrf9smthK3Pt5lSA
                Bezhi5XAdLLbMVU6rUDhEfDn8aLJNF/gTvSLeZYOy9sYrgZJ+PfSnxLJ6hu/1g4=
                -----END ENCRYPTED PRIVATE KEY-----
                """);
        refused(host, "passphrase", "openssl pkey -in");
    }

    @Test
    void anExpiredCertificateAndAnOpenKeyAreWarnedOf() throws Exception {
        var host = Pems.make(CAPULET, "EC", 256, "SHA256withECDSA", Instant.parse("2026-01-01T00:00:00Z"))
                .into(folder, CAPULET);
        Files.setPosixFilePermissions(folder.resolve(CAPULET + ".key"), PosixFilePermissions.fromString("rw-r--r--"));
        open(host);
        assertThat(logged())
                .anyMatch(line -> line.contains("has expired at 2026-01-01") && line.contains("Renew"))
                .anyMatch(line -> line.contains("chmod o-rwx"));
    }

    @Test
    void newFilesAreTakenUpAndHalfWrittenOnesAreNot() throws Exception {
        var old = Pems.ec(CAPULET);
        var certificates = open(old.into(folder, CAPULET), Certificates.Host.selfSigned("localhost"));
        var other = certificates.certificate("localhost");
        var next = Pems.ec(CAPULET);

        Files.writeString(folder.resolve(CAPULET + ".crt"), next.chain().substring(0, 200));
        await().until(() -> logged().stream().anyMatch(line -> line.contains("was not replaced")));
        assertThat(certificates.certificate(CAPULET).getSerialNumber()).isEqualTo(serial(old));

        Files.writeString(folder.resolve(CAPULET + ".crt"), next.chain());
        await().until(() -> logged().stream().anyMatch(line -> line.contains("does not belong")));
        assertThat(certificates.certificate(CAPULET).getSerialNumber()).isEqualTo(serial(old));

        Files.writeString(folder.resolve(CAPULET + ".key"), next.key());
        await().until(() -> certificates.certificate(CAPULET).getSerialNumber().equals(serial(next)));
        assertThat(certificates.certificate("localhost")).isEqualTo(other);
    }

    @Test
    void aReplacedLinkIsSeen() throws Exception {
        var archive = Files.createDirectory(folder.resolve("archive"));
        var live = Files.createDirectory(folder.resolve("live"));
        var old = Pems.ec("one.example");
        var next = Pems.ec("two.example");
        old.into(archive, "one.example");
        next.into(archive, "two.example");
        var chain = Files.createSymbolicLink(live.resolve("fullchain.pem"), archive.resolve("one.example.crt"));
        var key = Files.createSymbolicLink(live.resolve("privkey.pem"), archive.resolve("one.example.key"));
        var certificates = open(Certificates.Host.withFiles(CAPULET, chain, key));

        Files.delete(chain);
        Files.delete(key);
        Files.createSymbolicLink(chain, archive.resolve("two.example.crt"));
        Files.createSymbolicLink(key, archive.resolve("two.example.key"));

        await().until(() -> certificates.certificate(CAPULET).getSerialNumber().equals(serial(next)));
    }
}
