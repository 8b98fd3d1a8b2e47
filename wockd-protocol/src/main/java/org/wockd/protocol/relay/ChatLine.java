package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * A line of a chat as a command and its parameters: words between white space, {@code "several words"} in quotes as one,
 * and {@code name=value} for a parameter out of its turn. What is in quotes from its begin is never taken for a name.
 */
final class ChatLine {

    private record Word(String text, boolean quoted) {}

    private final List<Word> words;

    private ChatLine(List<Word> words) {
        this.words = words;
    }

    /** Splits a line that is not blank; {@code bad-request} where a quote is not closed. */
    static ChatLine of(String line) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        boolean inQuotes = false;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (isQuote(c)) {
                quoted |= !inWord;
                inQuotes = !inQuotes;
                inWord = true;
            } else if (inQuotes || !Character.isWhitespace(c)) {
                word.append(c);
                inWord = true;
            } else if (inWord) {
                words.add(new Word(word.toString(), quoted));
                word.setLength(0);
                inWord = false;
                quoted = false;
            }
        }
        if (inQuotes) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST, "A quote is not closed. Put one \" before and one after the words.");
        }
        if (inWord) {
            words.add(new Word(word.toString(), quoted));
        }
        return new ChatLine(words);
    }

    /** Telephones write “ and ” where " was typed. */
    private static boolean isQuote(char c) {
        return c == '"' || c == '“' || c == '”';
    }

    /** The first word, which is the command, in lower case. */
    String command() {
        return words.isEmpty() ? "" : words.getFirst().text().toLowerCase(Locale.ROOT);
    }

    /** How many words there are after the first. */
    int size() {
        return Math.max(0, words.size() - 1);
    }

    /** A word after the first, from 0. */
    String word(int index) {
        return words.get(index + 1).text();
    }

    /** What is given for each parameter of a command; {@code bad-request} where a word cannot be one. */
    Map<String, String> parameters(Command command) {
        Map<String, String> given = new LinkedHashMap<>();
        List<String> unnamed = new ArrayList<>();
        for (Word word : words.subList(1, words.size())) {
            int equals = word.quoted() ? -1 : word.text().indexOf('=');
            String name = equals < 0 ? "" : word.text().substring(0, equals);
            if (!name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-')) {
                Parameter parameter = command.parameter(name);
                if (parameter == null) {
                    throw command.unknown(name);
                }
                put(command, given, parameter, word.text().substring(equals + 1));
            } else {
                unnamed.add(word.text());
            }
        }
        for (String text : unnamed) {
            Parameter next = command.parameters().stream()
                    .filter(p -> !given.containsKey(p.name()))
                    .findFirst()
                    .orElseThrow(() -> tooMuch(command, text));
            put(command, given, next, text);
        }
        return given;
    }

    private static void put(Command command, Map<String, String> given, Parameter parameter, String value) {
        if (given.put(parameter.name(), value) != null) {
            throw tooMuch(command, parameter.name() + "=" + value);
        }
    }

    private static StanzaErrorException tooMuch(Command command, String text) {
        return new StanzaErrorException(
                Condition.BAD_REQUEST,
                "\"" + command.name() + "\" does not know what to do with " + Parameter.quoted(text)
                        + ". Put words that belong together in \"quotes\".");
    }
}
