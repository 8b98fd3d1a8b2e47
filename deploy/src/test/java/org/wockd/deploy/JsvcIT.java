package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.impl.JidCreate;

/** The core as a daemon of jsvc (Apache Commons Daemon), which nobody here wrote. */
class JsvcIT {

    private static final Path JSVC = Path.of("/usr/bin/jsvc");

    @TempDir
    Path folder;

    @Test
    void theCoreServesAndStopsInOrderUnderJsvc() throws Exception {
        assumeTrue(Files.isExecutable(JSVC), "jsvc is not installed (Debian: apt install jsvc)");
        List<String> command = List.of(
                JSVC.toString(),
                "-nodetach",
                "-outfile",
                "/dev/stdout",
                "-errfile",
                "&1",
                "-home",
                System.getProperty("java.home"),
                "-pidfile",
                folder.resolve("core.pid").toString(),
                "-cp",
                coreJar().toString(),
                "org.wockd.core.Main");

        try (Household household = Household.open(folder, command)) {
            household.addUser("juliet");
            try (Person juliet = Person.comesOnline(household, "juliet")) {
                juliet.fence(JidCreate.domainBareFromOrThrowUnchecked("localhost"));
            }

            assertThat(household.stopCore()).as("%s", household).isZero();

            assertThat(household.toString()).contains("core stopped").doesNotContain("not all parts in order");
        }
    }

    private static Path coreJar() throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of("target/wockd/lib").toAbsolutePath(), "wockd-core-*.jar")) {
            return jars.iterator().next();
        }
    }
}
