package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/path-of-a-stanza.md names the file of every step; a file that was moved takes the page along. */
class PathOfAStanzaTest {

    private static final Path PROJECT = Path.of("..");
    private static final Pattern STEP = Pattern.compile("^(\\d+)\\. ", Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("\\]\\(\\.\\./([^)#]+)\\)");

    @Test
    void everyStepHasItsFile() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/path-of-a-stanza.md"));

        assertThat(STEP.matcher(page).results().map(step -> step.group(1)))
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        for (String step : page.split("(?m)^(?=\\d+\\. )", -1)) {
            List<String> files =
                    FILE.matcher(step).results().map(file -> file.group(1)).toList();
            assertThat(step.matches("(?s)\\d.*") && files.isEmpty())
                    .as("this step names no file: %s", step)
                    .isFalse();
            assertThat(files)
                    .allSatisfy(file -> assertThat(PROJECT.resolve(file))
                            .as("named in docs/path-of-a-stanza.md")
                            .isRegularFile());
        }
    }
}
