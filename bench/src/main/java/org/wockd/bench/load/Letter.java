package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Frame;

/**
 * The text of a message or a status of ours: who it is from and which one it is, so that a lost and a repeated one are noticed. It is
 * found in a message without parsing the XML around it, which servers may change.
 *
 * @param run the run of the generator; older messages may still come out of a mailbox
 * @param flow the row of messages it belongs to
 * @param number its place in the row, from 0
 */
record Letter(String run, int flow, long number) {

    private static final byte[] BODY = "<body".getBytes(US_ASCII);

    /** The beginning and the end of the stanzas of a row; between them stands the number. */
    record Envelope(byte[] before, byte[] after) {

        /**
         * @param size about how many characters a text has, filled up where it is shorter
         */
        static Envelope of(String run, int flow, String to, int size) {
            String text = run + " " + flow + " ";
            String before = "<message type='chat' to='" + to + "' id='" + run + "-" + flow + "-";
            // The id repeats the number, so it is written with it.
            return new Envelope(
                    before.getBytes(UTF_8),
                    (" " + "x".repeat(Math.max(0, size - text.length() - 8)) + "</body></message>").getBytes(UTF_8));
        }

        byte[] stanza(String run, int flow, long number) {
            byte[] middle = (number + "'><body>" + run + " " + flow + " " + number).getBytes(UTF_8);
            byte[] stanza = new byte[before.length + middle.length + after.length];
            System.arraycopy(before, 0, stanza, 0, before.length);
            System.arraycopy(middle, 0, stanza, before.length, middle.length);
            System.arraycopy(after, 0, stanza, before.length + middle.length, after.length);
            return stanza;
        }
    }

    /** The text in a message, null where it is none of ours. */
    static @Nullable Letter in(Frame message) {
        return in(message, BODY);
    }

    /**
     * The text in an element of a stanza, null where it is none of ours.
     *
     * @param element its start tag as far as its name
     */
    static @Nullable Letter in(Frame stanza, byte[] element) {
        byte[] octets = stanza.octets();
        int at = indexOf(octets, element);
        if (at < 0) {
            return null;
        }
        int from = at + element.length;
        while (from < octets.length && octets[from] != '>') {
            from++;
        }
        int to = ++from;
        while (to < octets.length && octets[to] != '<') {
            to++;
        }
        if (to >= octets.length) {
            return null;
        }
        String[] words = new String(octets, from, to - from, UTF_8).split(" ", 4);
        if (words.length < 3) {
            return null;
        }
        try {
            return new Letter(words[0], Integer.parseInt(words[1]), Long.parseLong(words[2]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether these octets are anywhere in a stanza. */
    static boolean contains(Frame stanza, byte[] part) {
        return indexOf(stanza.octets(), part) >= 0;
    }

    private static int indexOf(byte[] octets, byte[] part) {
        for (int i = 0; i + part.length <= octets.length; i++) {
            int k = 0;
            while (k < part.length && octets[i + k] == part[k]) {
                k++;
            }
            if (k == part.length) {
                return i;
            }
        }
        return -1;
    }
}
