package org.wockd.protocol.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The option {@code --config FILE}, as a picocli mixin. */
public final class ConfigOption {

    static final String NAME = "--config";

    private static final String VARIABLE = "WOCKD_CONFIG";

    @CommandLine.Option(
            names = {"-c", NAME},
            paramLabel = "FILE",
            defaultValue = "${env:" + VARIABLE + "}",
            description = "The configuration file. Without it, WOCKD_CONFIG names one, or the environment says all.")
    private @Nullable Path file;

    /** Still to be read from a command line. */
    public ConfigOption() {}

    ConfigOption(@Nullable Path file) {
        this.file = file;
    }

    /** What there is where no option is given. */
    static ConfigOption ofEnvironment() {
        String file = System.getenv(VARIABLE);
        return new ConfigOption(file == null || file.isEmpty() ? null : Path.of(file));
    }

    /** Reads the configuration from that file and this process's environment. */
    public <C> C load(Class<C> mapping) {
        return Configuration.load(mapping, file, System.getenv());
    }
}
