package org.wockd.protocol.service;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of a process: one YAML file, over which environment variables are laid.
 *
 * <p>The keys are the methods of an interface with {@link io.smallrye.config.ConfigMapping} ({@code prefix = ""}); each has a
 * {@link Doc}, and a {@link Range} or a type that says what is allowed. {@code log.level} in the file is {@code WOCKD_LOG_LEVEL}
 * in the environment, which wins; a list there is separated by commas; {@code relays.NAME.secret} is {@code WOCKD_RELAYS_NAME_SECRET}
 * with the name in capitals and {@code _} for its other signs. Each key of type {@link Secret} has a twin that names a file:
 * {@code secret-file}, {@code WOCKD_…_SECRET_FILE}. Relative paths of such files start at the configuration file's folder.
 */
public final class Configuration {

    private static final int ABOVE_THE_LIBRARY = 500;

    private Configuration() {}

    /**
     * Reads and checks everything.
     *
     * @param mapping the interface whose methods are the keys
     * @param file the YAML file, or null where the environment says all
     * @param environment the variables, of which those that begin with {@code WOCKD_} are read
     * @throws ConfigurationException with all mistakes at once
     * @throws StartException when the file cannot be read or is no YAML
     */
    public static <C> C load(Class<C> mapping, @Nullable Path file, Map<String, String> environment) {
        Schema schema = Schema.of(mapping);
        var settings = new Settings();
        if (file != null) {
            YamlFile.read(file, schema, settings);
        }
        EnvironmentVariables.read(environment, schema, settings);
        MissingKeys.find(schema, settings);
        if (!settings.mistakes().isEmpty()) {
            throw new ConfigurationException(settings.mistakes());
        }
        try {
            return map(mapping, schema, settings);
        } catch (ConfigValidationException e) {
            throw new ConfigurationException(IntStream.range(0, e.getProblemCount())
                    .mapToObj(i -> e.getProblem(i).getMessage())
                    .toList());
        }
    }

    private static <C> C map(Class<C> mapping, Schema schema, Settings settings) {
        // Without the library's own interceptors a "${" in a password stays what it is.
        var builder = new SmallRyeConfigBuilder()
                .withMapping(mapping, "")
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(settings.values(), "wockd", ABOVE_THE_LIBRARY));
        var types = new LinkedHashSet<Class<?>>();
        schema.keys().forEach(k -> types.add(boxed(k.leaf().type())));
        types.forEach(type -> addConverter(builder, type));
        return builder.build().getConfigMapping(mapping, "");
    }

    private static <T> void addConverter(SmallRyeConfigBuilder builder, Class<T> type) {
        var reader = Values.of(type);
        // The library asks for an absent optional value with an empty text, and takes null for an answer.
        Converter<T> converter = text -> text.isEmpty() ? null : type.cast(reader.apply(text));
        builder.withConverter(type, ABOVE_THE_LIBRARY, converter);
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
