package org.wockd.core.tls;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/**
 * The certificates of all virtual hosts, read anew when their files change.
 *
 * <p>A host without files gets a share in a self-signed certificate, made in the data folder on the first start. When new
 * files cannot be used, for instance because they are half written, the host keeps the certificate it has and the log
 * says why. Connections that are open keep what they were made with. Safe for use by many threads.
 */
public final class Certificates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration SOON = Duration.ofDays(14);

    private final List<Host> hosts;
    private final InstantSource clock;
    private final ReentrantLock reloading = new ReentrantLock();
    private final Map<String, String> complaints = new HashMap<>();
    private final HostKeys keys;
    private final @Nullable FileWatch watch;

    /**
     * A virtual host and where its certificate is.
     *
     * @param name its prepared domain
     * @param files null for a self-signed certificate
     */
    public record Host(String name, @Nullable Pem files) {

        /**
         * PEM files.
         *
         * @param chain the host's certificate, and after it those that lead to the root
         * @param key its private key without passphrase; may be the same file
         */
        public record Pem(Path chain, Path key) {}

        /** A host with the self-signed certificate. */
        public static Host selfSigned(String name) {
            return new Host(name, null);
        }

        /** A host with a certificate of its own. */
        public static Host withFiles(String name, Path chain, Path key) {
            return new Host(name, new Pem(chain, key));
        }
    }

    /**
     * Reads or makes all certificates and begins to watch their files. Blocks.
     *
     * @param hosts the first one is the default, for clients that name none or an unknown one
     * @param dataFolder where the self-signed certificate and its key are kept
     * @throws StartException with file, reason and advice, where a certificate cannot be used
     */
    public Certificates(List<Host> hosts, Path dataFolder, InstantSource clock, MeterRegistry metrics) {
        if (hosts.isEmpty()) {
            throw new StartException(ExitCode.CONFIGURATION, "No host is configured. Configure at least one.");
        }
        this.hosts = List.copyOf(hosts);
        this.clock = clock;
        var byHost = new LinkedHashMap<String, Identity>();
        for (var host : this.hosts) {
            var files = host.files();
            if (files != null) {
                byHost.put(HostNames.ascii(host.name()), load(host.name(), files));
            }
        }
        shareSelfSigned(dataFolder, byHost);
        String defaultHost = HostNames.ascii(this.hosts.getFirst().name());
        this.keys = new HostKeys(new HostKeys.Generation(0, byHost, defaultHost));
        byHost.keySet()
                .forEach(host -> metrics.gauge(
                        "wockd.tls.certificate.expires",
                        List.of(Tag.of("host", host)),
                        this,
                        all -> all.expires(host)));
        var watched = this.hosts.stream().flatMap(Certificates::paths).toList();
        this.watch = watched.isEmpty() ? null : new FileWatch(watched, this::reload);
    }

    /** The certificate that a client gets which names {@code host}; that of the default host for an unknown one. */
    public X509Certificate certificate(String host) {
        var byHost = keys.byHost();
        var identity = byHost.get(HostNames.ascii(host));
        if (identity == null) {
            identity = byHost.get(HostNames.ascii(hosts.getFirst().name()));
        }
        return java.util.Objects.requireNonNull(identity).certificate();
    }

    /** Reads all configured files again, now. What cannot be used is logged, and the certificate before it stays. */
    public void reload() {
        reloading.lock();
        try {
            var byHost = new HashMap<>(keys.byHost());
            for (var host : hosts) {
                var files = host.files();
                if (files != null) {
                    reload(host.name(), files, byHost);
                }
            }
            if (!byHost.equals(keys.byHost())) {
                keys.replace(byHost);
            }
        } finally {
            reloading.unlock();
        }
    }

    /** Ends the watch on the files. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    X509ExtendedKeyManager keyManager() {
        return keys;
    }

    private void reload(String host, Host.Pem files, Map<String, Identity> byHost) {
        String name = HostNames.ascii(host);
        try {
            var before = byHost.get(name);
            var fresh = PemFiles.read(files.chain(), files.key());
            complaints.remove(name);
            if (before == null || !fresh.chain().equals(before.chain())) {
                inspect(host, files, fresh);
                byHost.put(name, fresh);
                LOG.info(
                        "The certificate of {} was replaced; the new one is valid until {}.",
                        host,
                        fresh.certificate().getNotAfter().toInstant());
            }
        } catch (StartException e) {
            String complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(complaints.put(name, complaint))) {
                LOG.warn("The certificate of {} was not replaced, the one before stays in use. {}", host, complaint);
            }
        }
    }

    private Identity load(String host, Host.Pem files) {
        var identity = PemFiles.read(files.chain(), files.key());
        inspect(host, files, identity);
        return identity;
    }

    private void shareSelfSigned(Path dataFolder, Map<String, Identity> byHost) {
        var bare = hosts.stream()
                .filter(host -> host.files() == null)
                .map(Host::name)
                .toList();
        if (!bare.isEmpty()) {
            var shared = new SelfSigned(dataFolder, clock).identity(bare);
            bare.forEach(host -> byHost.put(HostNames.ascii(host), shared));
        }
    }

    /** Says what works but will bring trouble. */
    private void inspect(String host, Host.Pem files, Identity identity) {
        var now = clock.instant();
        Instant from = identity.certificate().getNotBefore().toInstant();
        Instant until = identity.certificate().getNotAfter().toInstant();
        if (now.isAfter(until)) {
            LOG.warn(
                    "The certificate of {} in {} has expired at {}: clients will refuse it. Renew it.",
                    host,
                    files.chain(),
                    until);
        } else if (now.plus(SOON).isAfter(until)) {
            LOG.warn("The certificate of {} in {} expires at {}. Renew it before.", host, files.chain(), until);
        } else if (now.isBefore(from)) {
            LOG.warn(
                    "The certificate of {} in {} is not valid before {}: clients will refuse it. Check the clock.",
                    host,
                    files.chain(),
                    from);
        }
        if (readableByOthers(files.key())) {
            LOG.warn(
                    "Everybody on this machine may read the private key {}. Run \"chmod o-rwx {}\".",
                    files.key(),
                    files.key());
        }
    }

    private static boolean readableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private double expires(String host) {
        return Optional.ofNullable(keys.byHost().get(host))
                .map(identity ->
                        identity.certificate().getNotAfter().toInstant().getEpochSecond())
                .orElse(0L);
    }

    private static Stream<Path> paths(Host host) {
        var files = host.files();
        return files == null ? Stream.empty() : Stream.of(files.chain(), files.key());
    }
}
