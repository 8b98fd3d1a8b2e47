package org.wockd.protocol.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The option {@code --config FILE}, as a picocli mixin. */
public final class ConfigOption {

    @CommandLine.Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:WOCKD_CONFIG}",
            description = "The configuration file. Without it, WOCKD_CONFIG names one, or the environment says all.")
    private @Nullable Path file;

    /** Reads the configuration from that file and this process's environment. */
    public <C> C load(Class<C> mapping) {
        return Configuration.load(mapping, file, System.getenv());
    }
}
