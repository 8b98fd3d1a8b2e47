package org.wockd.torrent.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The two hash functions of BitTorrent. */
final class Digests {

    private Digests() {}

    static String hex(String algorithm, byte[] data) {
        return hex(algorithm, data, 0, data.length);
    }

    static String hex(String algorithm, byte[] data, int from, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(data, from, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
