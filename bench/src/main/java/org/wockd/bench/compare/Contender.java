package org.wockd.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import org.wockd.bench.forward.Forwarder;
import org.wockd.bench.server.Boot;
import org.wockd.bench.server.Ejabberd;
import org.wockd.bench.server.Forwarding;
import org.wockd.bench.server.Prosody;
import org.wockd.bench.server.Server;
import org.wockd.bench.server.Setting;
import org.wockd.bench.server.Wockd;
import org.wockd.protocol.service.Version;

/** What is measured side by side. */
public enum Contender {
    /** The core, as its distribution starts it. */
    WOCKD,
    /** A peer. */
    PROSODY,
    /** A peer. */
    EJABBERD,
    /** The limit: octets handed on. */
    OCTETS,
    /** The limit of what frames stanzas. */
    STANZAS;

    /** Whether it can be started here. */
    boolean isInstalled() {
        return switch (this) {
            case PROSODY -> Files.isExecutable(Prosody.PROGRAM);
            case EJABBERD -> Files.exists(Ejabberd.PROGRAM);
            case WOCKD, OCTETS, STANZAS -> true;
        };
    }

    /** Whether it is another server. */
    boolean isPeer() {
        return this == PROSODY || this == EJABBERD;
    }

    /** Whether it only hands on, and knows no accounts. */
    boolean isLimit() {
        return this == OCTETS || this == STANZAS;
    }

    /** The version of what is installed. */
    String version() throws IOException, InterruptedException {
        return switch (this) {
            case WOCKD -> Version.number();
            case PROSODY, EJABBERD -> packaged(toString());
            case OCTETS, STANZAS -> netty();
        };
    }

    private static String netty() {
        io.netty.util.Version here = io.netty.util.Version.identify().get("netty-common");
        return here == null ? "Netty" : "Netty " + here.artifactVersion();
    }

    private static String packaged(String name) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder("dpkg-query", "-W", "-f", "${Version}", name)
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        return asked.waitFor() == 0 ? said : "of an unknown version";
    }

    /** Starts it; returns when it listens. */
    Server start(Setting setting, Boot boot) throws IOException, InterruptedException {
        return switch (this) {
            case WOCKD ->
                switch (boot) {
                    case USUAL -> Wockd.start(setting.home(), setting.folder(), setting.archive(), "");
                    case WITHOUT_CACHE -> Wockd.startWithoutCache(setting.home(), setting.folder(), setting.archive());
                };
            case PROSODY -> Prosody.start(setting);
            case EJABBERD -> Ejabberd.start(setting);
            case OCTETS -> Forwarding.start(Forwarder.Unit.OCTETS, setting);
            case STANZAS -> Forwarding.start(Forwarder.Unit.STANZAS, setting);
        };
    }

    /** As it stands in tables. */
    String title() {
        return switch (this) {
            case OCTETS -> "octets only";
            case STANZAS -> "framing only";
            case WOCKD, PROSODY, EJABBERD -> toString();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
