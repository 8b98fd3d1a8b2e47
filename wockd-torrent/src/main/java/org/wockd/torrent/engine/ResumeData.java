package org.wockd.torrent.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.Bencode;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.IntakeException;
import org.wockd.torrent.intake.Metainfo;

/** What wockd reads from libtorrent's resume data, which is bencoded and else opaque. */
final class ResumeData {

    private ResumeData() {}

    /** The raw info dictionary, if the data was asked for with it. */
    static byte @Nullable [] info(byte[] resume) {
        // The key's place is searched first: nearly all resume data is without, and is not decoded for it.
        if (!contains(resume)) {
            return null;
        }
        try {
            if (Bencode.decode(resume) instanceof Bencode.Dict top) {
                Bencode.Dict info = top.get("info", Bencode.Dict.class);
                return info == null ? null : Arrays.copyOfRange(resume, info.start(), info.end());
            }
            return null;
        } catch (IntakeException e) {
            return null;
        }
    }

    private static final byte[] KEY = {'4', ':', 'i', 'n', 'f', 'o', 'd'};

    private static boolean contains(byte[] resume) {
        for (int i = 0; i <= resume.length - KEY.length; i++) {
            if (Arrays.equals(resume, i, i + KEY.length, KEY, 0, KEY.length)) {
                return true;
            }
        }
        return false;
    }

    /** The hashes of an info dictionary, null if the intake would refuse it. */
    static @Nullable InfoHash hash(byte[] info) {
        try {
            return Metainfo.parse(Metainfo.wrap(info, List.of(), List.of())).infoHash();
        } catch (IntakeException e) {
            return null;
        }
    }
}
