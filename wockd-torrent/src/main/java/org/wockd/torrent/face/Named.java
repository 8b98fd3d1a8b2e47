package org.wockd.torrent.face;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.CommandCall;
import org.wockd.protocol.relay.Parameter;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.FormField;
import org.wockd.torrent.downloads.DownloadException;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads;

/** How torrents are called in commands: by id, by the begin of a hash, by a short number, or {@code all}. */
final class Named {
    /** The parameter that names a torrent. */
    static final String TORRENT = "torrent";

    private static final String ALL = "all";
    private static final int LONGEST = 64;
    private static final int OFFERED = 100;
    private static final int TOLD = 5;
    private static final Pattern NUMBER = Pattern.compile("#?([0-9]{1,6})");
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");

    private final Downloads downloads;
    private final ShortNumbers numbers = new ShortNumbers();

    Named(Downloads downloads) {
        this.downloads = downloads;
    }

    /** The parameter for one torrent. */
    Parameter one() {
        return Parameter.pick(TORRENT, LONGEST, this::offers)
                .labelled("Torrent")
                .described("Its number in the list, or the first 4 or more digits of its info-hash.")
                .suchAs("1")
                .mandatory();
    }

    /** The parameter for one torrent or all. */
    Parameter oneOrAll() {
        return Parameter.pick(TORRENT, LONGEST, user -> {
                    List<FormField.Option> offers = new ArrayList<>(offers(user));
                    offers.add(new FormField.Option(ALL, "All torrents"));
                    return offers;
                })
                .labelled("Torrent")
                .described("Its number in the list, the first 4 or more digits of its info-hash, or \"all\".")
                .suchAs("1")
                .mandatory();
    }

    private List<FormField.Option> offers(Jid user) {
        return downloads.list(user.toString()).stream()
                .limit(OFFERED)
                .map(view -> new FormField.Option(
                        view.id(),
                        view.name() + " (" + TorrentXml.word(view.status().state()) + ")"))
                .toList();
    }

    /** The numbers of what is shown, by id. */
    Map<String, Integer> numbers(String owner, List<DownloadView> shown, List<DownloadView> all) {
        return numbers.of(owner, shown, all);
    }

    /** The number of one torrent, which is shown. */
    int number(DownloadView view) {
        return numbers(view.owner(), List.of(view), downloads.list(view.owner()))
                .getOrDefault(view.id(), 0);
    }

    /** The torrents a command is about. */
    List<DownloadView> oneOrAll(CommandCall call) {
        return call.requiredText(TORRENT).equalsIgnoreCase(ALL) ? downloads.list(owner(call)) : List.of(one(call));
    }

    /** The torrent a command is about; {@code item-not-found} or {@code not-acceptable} says why there is none. */
    DownloadView one(CommandCall call) {
        String word = call.requiredText(TORRENT).toLowerCase(Locale.ROOT);
        List<DownloadView> mine = downloads.list(owner(call));
        Set<DownloadView> meant = new LinkedHashSet<>();
        var number = NUMBER.matcher(word);
        if (number.matches()) {
            @Nullable String id = numbers.find(owner(call), Integer.parseInt(number.group(1)));
            mine.stream().filter(view -> view.id().equals(id)).forEach(meant::add);
        }
        if (PREFIX.matcher(word).matches()) {
            mine.stream().filter(view -> isCalled(view, word)).forEach(meant::add);
        }
        if (meant.size() == 1) {
            return meant.iterator().next();
        }
        if (meant.isEmpty()) {
            throw Refusals.of(new DownloadException(
                    DownloadException.Code.NOT_FOUND,
                    "You have no torrent " + word + ". "
                            + (mine.isEmpty()
                                    ? "You have none at all."
                                    : "Ask for the list of your torrents: it tells their numbers.")));
        }
        throw new StanzaErrorException(
                Condition.NOT_ACCEPTABLE,
                word + " can mean several of your torrents: " + told(owner(call), meant, mine));
    }

    private String told(String owner, Set<DownloadView> meant, List<DownloadView> mine) {
        Map<String, Integer> known = numbers(owner, List.copyOf(meant), mine);
        return meant.stream()
                        .limit(TOLD)
                        .map(view -> known.get(view.id()) + " (" + view.name() + ", " + view.id() + ")")
                        .collect(Collectors.joining(", "))
                + (meant.size() > TOLD ? " and more. " : ". ")
                + "Use the number or more digits.";
    }

    private static boolean isCalled(DownloadView view, String prefix) {
        String v1 = view.infoHash().v1();
        String v2 = view.infoHash().v2();
        return view.id().startsWith(prefix)
                || (v1 != null && v1.startsWith(prefix))
                || (v2 != null && v2.startsWith(prefix));
    }

    static String owner(CommandCall call) {
        return call.owner().toString();
    }
}
