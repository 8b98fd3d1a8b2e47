package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.c2s.ClientServer;
import org.wockd.core.feature.Feature;
import org.wockd.core.pubsub.Xep0060PublishSubscribe;
import org.wockd.core.pubsub.Xep0163PersonalEventing;
import org.wockd.core.pubsub.Xep0490MessageDisplayed;
import org.wockd.core.relay.Xep0114JabberComponents;
import org.wockd.core.relay.Xep0356PrivilegedEntity;
import org.wockd.core.transfer.Xep0227Portable;
import org.wockd.protocol.xep.Spec;

/** The lists of what is supported, for people and for machines, are made from the features themselves. */
class SpecificationsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String HOW_TO = "to write it anew: mvn -pl wockd-core -am verify -Dwockd.docs=write";

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private List<Spec> specs() {
        return Stream.of(
                        stage.features.with(List.of()).all().stream().map(Feature::spec),
                        ClientServer.SPECS.stream(),
                        Stream.of(
                                Xep0077InBandRegistration.SPEC,
                                Xep0133ServiceAdministration.SPEC,
                                Xep0227Portable.SPEC,
                                Xep0401Invitations.SPEC,
                                Xep0445PreAuthenticatedRegistration.SPEC,
                                Xep0060PublishSubscribe.SPEC,
                                Xep0163PersonalEventing.SPEC,
                                Xep0490MessageDisplayed.SPEC,
                                Xep0114JabberComponents.SPEC,
                                Xep0356PrivilegedEntity.SPEC))
                .flatMap(specs -> specs)
                .sorted(Comparator.comparing(Spec::id))
                .toList();
    }

    private static void compare(String file, String expected) throws IOException {
        Path path = DOCS.resolve(file);
        if ("write".equals(System.getProperty("wockd.docs"))) {
            Files.createDirectories(DOCS);
            Files.writeString(path, expected);
        }
        assertThat(path).exists();
        assertThat(Files.readString(path)).as("docs/%s; %s", file, HOW_TO).isEqualTo(expected);
    }

    @Test
    void thePageOfSupportedSpecificationsIsUpToDate() throws IOException {
        String rows = specs().stream()
                .map(spec -> "| %s | %s | %s |\n".formatted(link(spec), spec.title(), spec.version()))
                .collect(Collectors.joining());

        compare("xeps.md", """
                # Supported specifications

                What the core does, one file each (most in `wockd-core/src/main/java/org/wockd/core/xep`), and the version
                that was read. This page is made from those files; %s.

                | Specification | Title | Version |
                |---|---|---|
                """.formatted(HOW_TO) + rows);
    }

    private static String link(Spec spec) {
        return spec.id().startsWith("XEP-")
                ? "[%s](https://xmpp.org/extensions/%s.html)"
                        .formatted(spec.id(), spec.id().toLowerCase(Locale.ROOT))
                : "[%s](https://www.rfc-editor.org/info/%s)".formatted(spec.id(), rfc(spec));
    }

    private static String rfc(Spec spec) {
        return "rfc" + spec.id().split(" ", 3)[1];
    }

    @Test
    void theDescriptionForMachinesIsUpToDate() throws IOException {
        String rfcs = specs().stream()
                .filter(spec -> spec.id().startsWith("RFC "))
                .map(SpecificationsTest::rfc)
                .distinct()
                .map(rfc -> "    <implements rdf:resource='https://www.rfc-editor.org/info/%s'/>\n".formatted(rfc))
                .collect(Collectors.joining());
        String xeps = specs().stream()
                .filter(spec -> spec.id().startsWith("XEP-"))
                .map(spec -> """
                            <implements>
                              <xmpp:SupportedXep>
                                <xmpp:xep rdf:resource='https://xmpp.org/extensions/%s.html'/>
                                <xmpp:version>%s</xmpp:version>
                                <xmpp:status>complete</xmpp:status>
                              </xmpp:SupportedXep>
                            </implements>
                        """.formatted(spec.id().toLowerCase(Locale.ROOT), spec.version()))
                .collect(Collectors.joining());

        compare("wockd.doap", """
                <?xml version='1.0' encoding='UTF-8'?>
                <!-- Made from the features of wockd-core; %s -->
                <rdf:RDF xmlns='http://usefulinc.com/ns/doap#'
                         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
                         xmlns:xmpp='https://linkmauve.fr/ns/xmpp-doap#'>
                  <Project>
                    <name>wockd</name>
                    <shortdesc xml:lang='en'>A smart mailbox for the internet's services, run at home</shortdesc>
                    <programming-language>Java</programming-language>
                    <license rdf:resource='https://spdx.org/licenses/Zlib'/>
                """.formatted(HOW_TO) + rfcs + xeps + "  </Project>\n</rdf:RDF>\n");
    }

    @Test
    void everySpecificationIsTheTitleOfOneFile() {
        assertThat(specs()).doesNotHaveDuplicates().allSatisfy(spec -> {
            assertThat(spec.id()).matches("RFC \\d{4}( §\\d+)?|XEP-\\d{4}");
            assertThat(spec.version()).matches(spec.id().startsWith("XEP") ? "\\d+\\.\\d+(\\.\\d+)?" : "");
        });
    }
}
