package org.wockd.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/**
 * A key and its certificate for {@code localhost}: EC P-256 and self-signed, as wockd makes its own.
 *
 * @param key in PEM (PKCS #8)
 * @param certificate in PEM
 * @param both in one file
 */
public record TlsFiles(Path key, Path certificate, Path both) {

    /** Makes them in a folder, by openssl. (What the JDK's keytool makes has no public key beside the private one, which ejabberd wants.) */
    public static TlsFiles in(Path folder) throws IOException, InterruptedException {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        List<String> command = List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "365",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        String said;
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                Path both = Files.writeString(
                        folder.resolve("both.pem"), Files.readString(key) + Files.readString(certificate));
                return new TlsFiles(key, certificate, both);
            }
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.UNAVAILABLE, "openssl makes the servers' keys, but it is not there. Install it.", e);
        }
        throw new IOException("openssl has made no key: " + said);
    }
}
