package org.wockd.torrent.intake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.IntakeException.Code;

/**
 * A magnet link that was read and found sound (BEP 9, BEP 52).
 *
 * <p>Topics other than BitTorrent's and parameters wockd has no use for are ignored; an unsound info-hash is not.
 *
 * @param infoHash from {@code xt}: {@code urn:btih:} with 40 hex or 32 base32 digits, {@code urn:btmh:1220} with 64 hex
 * @param name from {@code dn}, without control characters, or empty
 * @param trackers from {@code tr}
 * @param webSeeds from {@code ws}
 * @param peers from {@code x.pe}; literal addresses only, so that no name is looked up
 */
public record Magnet(
        InfoHash infoHash, String name, List<String> trackers, List<String> webSeeds, List<InetSocketAddress> peers) {

    static final int MAX_URL = 2048;
    private static final int MAX_LINK = 32_768;
    private static final int MAX_PARAMETERS = 256;
    private static final int MAX_OF_A_KIND = 100;
    private static final int MAX_NAME = 255;
    private static final Pattern BTIH_HEX = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern BTIH_BASE32 = Pattern.compile("[A-Za-z2-7]{32}");
    private static final Pattern BTMH = Pattern.compile("1220([0-9a-fA-F]{64})");
    private static final Pattern PEER = Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9.]{7,15})):([0-9]{1,5})");

    /** Whether {@code text} claims to be a magnet link, sound or not. */
    public static boolean looksLike(String text) {
        return text.regionMatches(true, 0, "magnet:", 0, 7);
    }

    /**
     * Reads a magnet link.
     *
     * @throws IntakeException BAD_MAGNET, or TOO_LARGE for one too long or of too many parameters
     */
    public static Magnet parse(String link) throws IntakeException {
        if (link.length() > MAX_LINK) {
            throw new IntakeException(
                    Code.TOO_LARGE,
                    "This magnet link has " + link.length() + " characters; " + MAX_LINK
                            + " are allowed. Leave some of its trackers out.");
        }
        if (!link.regionMatches(true, 0, "magnet:?", 0, 8)) {
            throw bad("it does not start with \"magnet:?\"");
        }
        String[] parameters = link.substring(8).split("&", MAX_PARAMETERS + 1);
        if (parameters.length > MAX_PARAMETERS) {
            throw new IntakeException(
                    Code.TOO_LARGE,
                    "This magnet link has more than " + MAX_PARAMETERS
                            + " parameters. Leave some of its trackers out.");
        }
        Parts parts = new Parts();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parts.take(parameter.substring(0, equals).toLowerCase(Locale.ROOT), parameter.substring(equals + 1));
            }
        }
        return parts.magnet();
    }

    /** The link written the one way wockd writes it; reading it again gives an equal magnet. */
    public String uri() {
        StringBuilder out = new StringBuilder("magnet:?");
        if (infoHash.v1() != null) {
            out.append("xt=urn:btih:").append(infoHash.v1());
        }
        if (infoHash.v2() != null) {
            out.append(infoHash.v1() != null ? "&" : "")
                    .append("xt=urn:btmh:1220")
                    .append(infoHash.v2());
        }
        if (!name.isEmpty()) {
            out.append("&dn=").append(encode(name));
        }
        trackers.forEach(url -> out.append("&tr=").append(encode(url)));
        webSeeds.forEach(url -> out.append("&ws=").append(encode(url)));
        for (InetSocketAddress peer : peers) {
            String host = peer.getAddress().getHostAddress();
            out.append("&x.pe=").append(host.indexOf(':') >= 0 ? "[" + host + "]" : host);
            out.append(':').append(peer.getPort());
        }
        return out.toString();
    }

    /** The same link with only these peers. */
    public Magnet withPeers(List<InetSocketAddress> kept) {
        return new Magnet(infoHash, name, trackers, webSeeds, List.copyOf(kept));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static boolean isUrl(String url, String... schemes) {
        if (url.length() > MAX_URL) {
            return false;
        }
        try {
            URI uri = new URI(url);
            for (String scheme : schemes) {
                if (url.regionMatches(true, 0, scheme, 0, scheme.length()) && uri.getRawAuthority() != null) {
                    return true;
                }
            }
            return false;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static IntakeException bad(String why) {
        return new IntakeException(
                Code.BAD_MAGNET,
                "This is no usable magnet link: " + why
                        + ". Copy it again as a whole; it looks like magnet:?xt=urn:btih: and 40 digits of 0-9, a-f.");
    }

    /** What was gathered while reading. */
    private static final class Parts {
        private @Nullable String v1;
        private @Nullable String v2;
        private String name = "";
        private final Set<String> trackers = new LinkedHashSet<>();
        private final Set<String> webSeeds = new LinkedHashSet<>();
        private final Set<InetSocketAddress> peers = new LinkedHashSet<>();

        void take(String key, String raw) throws IntakeException {
            // Parameters of one kind may be numbered: xt.1, tr.2.
            String kind = key.startsWith("x.") ? key : key.replaceFirst("\\.[0-9]+$", "");
            switch (kind) {
                case "xt" -> topic(decode(raw));
                case "dn" -> name = name.isEmpty() ? displayName(decode(raw)) : name;
                case "tr" -> url(decode(raw), trackers, "http://", "https://", "udp://");
                case "ws" -> url(decode(raw), webSeeds, "http://", "https://");
                case "x.pe" -> peer(decode(raw));
                default -> {}
            }
        }

        private void topic(String urn) throws IntakeException {
            if (urn.regionMatches(true, 0, "urn:btih:", 0, 9)) {
                v1 = same(v1, btih(urn.substring(9)));
            } else if (urn.regionMatches(true, 0, "urn:btmh:", 0, 9)) {
                Matcher matcher = BTMH.matcher(urn.substring(9));
                if (!matcher.matches()) {
                    throw bad("after \"urn:btmh:\" there should be 1220 and 64 hex digits");
                }
                v2 = same(v2, matcher.group(1).toLowerCase(Locale.ROOT));
            }
        }

        private static String btih(String digits) throws IntakeException {
            if (BTIH_HEX.matcher(digits).matches()) {
                return digits.toLowerCase(Locale.ROOT);
            }
            if (BTIH_BASE32.matcher(digits).matches()) {
                return base32(digits.toUpperCase(Locale.ROOT));
            }
            throw bad("after \"urn:btih:\" there should be 40 hex digits or 32 base32 digits, not " + digits.length()
                    + " characters of another kind");
        }

        private static String base32(String digits) {
            ByteBuffer out = ByteBuffer.allocate(20);
            long bits = 0;
            for (int i = 0; i < 32; i++) {
                char c = digits.charAt(i);
                bits = bits << 5 | (c >= 'A' ? c - 'A' : c - '2' + 26);
                if (i % 8 == 7) {
                    out.put((byte) (bits >> 32)).putInt((int) bits);
                    bits = 0;
                }
            }
            return HexFormat.of().formatHex(out.array());
        }

        private static String same(@Nullable String before, String now) throws IntakeException {
            if (before != null && !before.equals(now)) {
                throw bad("it names two different torrents");
            }
            return now;
        }

        private static String displayName(String text) {
            String clean = text.codePoints()
                    .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                    .limit(MAX_NAME)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            return clean.strip();
        }

        private static void url(String url, Set<String> to, String... schemes) {
            if (to.size() < MAX_OF_A_KIND && isUrl(url, schemes)) {
                to.add(url);
            }
        }

        private void peer(String text) {
            Matcher matcher = PEER.matcher(text);
            if (!matcher.matches() || peers.size() >= MAX_OF_A_KIND) {
                return;
            }
            int port = Integer.parseInt(matcher.group(3));
            AddressPolicy.literal(matcher.group(1) != null ? matcher.group(1) : matcher.group(2))
                    .filter(address -> port > 0 && port < 65_536)
                    .ifPresent(address -> peers.add(new InetSocketAddress(address, port)));
        }

        private static String decode(String raw) throws IntakeException {
            byte[] in = raw.getBytes(StandardCharsets.UTF_8);
            ByteBuffer out = ByteBuffer.allocate(in.length);
            for (int i = 0; i < in.length; i++) {
                if (in[i] == '%') {
                    boolean whole = i + 2 < in.length;
                    int high = whole ? Character.digit(in[i + 1], 16) : -1;
                    int low = whole ? Character.digit(in[i + 2], 16) : -1;
                    if (high < 0 || low < 0) {
                        throw bad("a \"%\" in it is not followed by two hex digits");
                    }
                    out.put((byte) (high << 4 | low));
                    i += 2;
                } else {
                    out.put(in[i] == '+' ? (byte) ' ' : in[i]);
                }
            }
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
            } catch (CharacterCodingException e) {
                throw new IntakeException(
                        Code.BAD_MAGNET, bad("it is not UTF-8").text(), e);
            }
        }

        Magnet magnet() throws IntakeException {
            if (v1 == null && v2 == null) {
                throw bad("it has no info-hash (xt=urn:btih:… or xt=urn:btmh:…)");
            }
            return new Magnet(
                    new InfoHash(v1, v2), name, List.copyOf(trackers), List.copyOf(webSeeds), List.copyOf(peers));
        }
    }

    /** Only the hash: trackers may carry a person's pass key. */
    @Override
    public String toString() {
        return "Magnet[" + infoHash.id() + "]";
    }
}
