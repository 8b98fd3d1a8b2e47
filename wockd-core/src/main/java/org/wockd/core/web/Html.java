package org.wockd.core.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.wockd.protocol.service.HttpPages.Answer;

/** Pages that need no script and load nothing, with headers that let them do nothing else. */
final class Html {
    private static final String STYLE = "body{font:1.1em/1.5 sans-serif;max-width:34em;margin:2em auto;padding:0 1em}"
            + "a.open{display:inline-block;padding:.6em 1.2em;border-radius:.4em;background:#1a5fb4;color:#fff;"
            + "text-decoration:none}code{overflow-wrap:anywhere}";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-" + digest(STYLE)
                    + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "X-Robots-Tag",
            "noindex");

    private Html() {}

    /**
     * A page.
     *
     * @param title plain text
     * @param body elements, in which whatever is not a constant is {@link #escaped}
     */
    static Answer page(int status, String title, String body) {
        return new Answer(
                status,
                "text/html; charset=utf-8",
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <h1>%s</h1>
                %s
                </body>
                </html>
                """.formatted(escaped(title), STYLE, escaped(title), body),
                HEADERS);
    }

    /** A text that stands in an element or in a quoted attribute. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }
}
