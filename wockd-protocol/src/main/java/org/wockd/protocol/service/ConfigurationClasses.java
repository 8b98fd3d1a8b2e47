package org.wockd.protocol.service;

import io.smallrye.config.ConfigMappingLoader;
import io.smallrye.config.ConfigMappingMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the classes that implement the configuration of a process, for its build: without them the library makes them anew
 * at every start, which takes longer than reading the configuration.
 */
final class ConfigurationClasses {

    private ConfigurationClasses() {}

    /**
     * Writes them beside those that were compiled; what an interface takes from other modules is written by theirs.
     *
     * @param arguments the folder of the compiled classes, and the names of the interfaces ({@link Configuration#load}),
     *     separated by commas
     */
    public static void main(String... arguments) throws ClassNotFoundException, IOException {
        Path classes = Path.of(arguments[0]);
        for (String name : arguments[1].split(",", -1)) {
            for (ConfigMappingMetadata made : ConfigMappingLoader.getConfigMappingsMetadata(Class.forName(name))) {
                String file = made.getClassName().replace('.', '/') + ".class";
                if (Files.isDirectory(classes.resolve(file.substring(0, file.lastIndexOf('/'))))) {
                    Files.write(classes.resolve(file), made.getClassBytes());
                }
            }
        }
    }
}
