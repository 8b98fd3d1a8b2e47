package org.wockd.torrent.face;

import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.torrent.downloads.DownloadException;
import org.wockd.torrent.intake.IntakeException;

/** What intake and downloads refuse, as stanza errors; beside the condition stands the reason in wockd's namespace. */
final class Refusals {
    private Refusals() {}

    static StanzaErrorException of(IntakeException e) {
        Condition condition = switch (e.code()) {
            case NOT_BENCODED, NOT_A_TORRENT, UNSAFE_PATH, BAD_MAGNET, BAD_URL -> Condition.NOT_ACCEPTABLE;
            case TOO_LARGE, FORBIDDEN_ADDRESS -> Condition.POLICY_VIOLATION;
            case FETCH_FAILED -> Condition.REMOTE_SERVER_TIMEOUT;
        };
        return of(condition, e.text(), e.code());
    }

    static StanzaErrorException of(DownloadException e) {
        Condition condition = switch (e.code()) {
            case NOT_FOUND -> Condition.ITEM_NOT_FOUND;
            case TOO_MANY -> Condition.RESOURCE_CONSTRAINT;
            case ENGINE, FOLDER, FOLDER_IN_USE, LEDGER_BROKEN -> Condition.INTERNAL_SERVER_ERROR;
        };
        return of(condition, String.valueOf(e.getMessage()), e.code());
    }

    private static StanzaErrorException of(Condition condition, String text, Enum<?> code) {
        return new StanzaErrorException(StanzaError.of(condition, text).with(TorrentXml.condition(code)));
    }
}
