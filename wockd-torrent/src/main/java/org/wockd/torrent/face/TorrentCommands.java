package org.wockd.torrent.face;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.wockd.protocol.relay.ChatCommands;
import org.wockd.protocol.relay.Command;
import org.wockd.protocol.relay.CommandCall;
import org.wockd.protocol.relay.CommandResult;
import org.wockd.protocol.relay.CommandSet;
import org.wockd.protocol.relay.Parameter;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.FormField;
import org.wockd.torrent.downloads.DownloadException;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.downloads.Downloads.AddAnswer;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.IntakeException;
import org.wockd.torrent.intake.IntakeLimits;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;
import org.wockd.torrent.intake.TorrentFetch;

/** Everything a user can tell the torrent relay to do; each command sees its caller's torrents and no others. */
public final class TorrentCommands {
    /** What stands before a command's name in its ad-hoc node. */
    public static final String NODES = TorrentXml.NAMESPACE + "#";

    private static final int LONGEST_SOURCE = 32_768;
    private static final int MOST_AT_ONCE = 500;
    private static final int AT_ONCE = 100;
    private static final String RATE = "bytes per second, 0 for no limit";

    /** Fetches the octets of a .torrent file; {@link TorrentFetch#fetch} does. */
    @FunctionalInterface
    public interface Fetch {
        byte[] fetch(String url) throws IntakeException;
    }

    private final Downloads downloads;
    private final Fetch fetch;
    private final IntakeLimits intake;
    private final Named named;
    private final CommandSet commands;

    /**
     * @param fetch is called on the thread of the command and may block
     */
    public TorrentCommands(Downloads downloads, Fetch fetch, IntakeLimits intake) {
        this.downloads = downloads;
        this.fetch = fetch;
        this.intake = intake;
        this.named = new Named(downloads);
        this.commands = new CommandSet(List.of(
                addCommand(),
                listCommand(),
                showCommand(),
                filesCommand(),
                pauseCommand(),
                resumeCommand(),
                removeCommand(),
                limitCommand()));
    }

    /** The commands. */
    public CommandSet commands() {
        return commands;
    }

    /** A bare magnet link, or the bare address of a .torrent file, is an add. */
    public static ChatCommands.Shortcut shortcut() {
        return body -> {
            boolean alone = body.chars().noneMatch(Character::isWhitespace);
            boolean meant = Magnet.looksLike(body) || (TorrentFetch.looksLike(body) && body.endsWith(".torrent"));
            return alone && meant ? Optional.of("add") : Optional.empty();
        };
    }

    private static Command command(String name, String title, String help, Command.Handler does, Parameter... takes) {
        return Command.of(
                name,
                title,
                help,
                call -> {
                    try {
                        return does.run(call);
                    } catch (DownloadException e) {
                        throw Refusals.of(e);
                    }
                },
                takes);
    }

    private Command addCommand() {
        return command(
                "add",
                "Add a torrent",
                "Downloads a torrent and tells you when it is complete.",
                this::add,
                Parameter.line("uri", LONGEST_SOURCE)
                        .labelled("Magnet link or address")
                        .described("A magnet link, or the http(s) address of a .torrent file.")
                        .suchAs("magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a"),
                Parameter.file("file", intake.torrentBytes())
                        .labelled("Or a .torrent file")
                        .described("The .torrent file itself, instead of a link."),
                Parameter.flag("paused").labelled("Paused").described("Whether it is to wait until you resume it."),
                rate("down", "Limit down"),
                rate("up", "Limit up"));
    }

    private CommandResult add(CommandCall call) {
        try {
            AddAnswer answer =
                    downloads.add(Named.owner(call), source(call), call.flag("paused"), rates(call, RateLimits.NONE));
            return Answers.added(answer, named.number(answer.view()));
        } catch (IntakeException e) {
            throw Refusals.of(e);
        }
    }

    private Source source(CommandCall call) throws IntakeException {
        Optional<String> uri = call.text("uri");
        Optional<byte[]> file = call.file("file");
        if (uri.isPresent() == file.isPresent()) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST,
                    uri.isPresent()
                            ? "\"add\" takes either \"uri\" or \"file\", not both."
                            : "\"add\" needs a magnet link or the http(s) address of a .torrent file (\"uri\"), such as"
                                    + " magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a, or the .torrent"
                                    + " file itself in base64 (\"file\").");
        }
        if (file.isPresent()) {
            return metainfo(file.get());
        }
        String link = uri.get();
        if (Magnet.looksLike(link)) {
            return new Source.FromMagnet(Magnet.parse(link));
        }
        return metainfo(TorrentFetch.looksLike(link) ? fetch.fetch(link) : decoded(link));
    }

    private Source metainfo(byte[] octets) throws IntakeException {
        return new Source.FromMetainfo(Metainfo.parse(octets, intake));
    }

    /** In a chat the file in base64 may stand where the link does. A .torrent is a dictionary, so it begins with d. */
    private byte[] decoded(String text) {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            if (octets.length > 0 && octets[0] == 'd') {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            // told below, as any other text that is no link is
        }
        throw new StanzaErrorException(
                Condition.NOT_ACCEPTABLE,
                "This is neither a magnet link (magnet:?xt=urn:btih:...), nor the address of a .torrent file"
                        + " (https://...), nor a .torrent file in base64. Copy it again as a whole.");
    }

    private Command listCommand() {
        return command(
                "list", "List your torrents", "Lists your torrents, the oldest first.", this::list, from(), max());
    }

    private CommandResult list(CommandCall call) {
        String owner = Named.owner(call);
        List<DownloadView> all = downloads.list(owner);
        int from = (int) call.whole("from").orElse(0);
        List<DownloadView> page = page(all, call);
        return Answers.list(page, all.size(), from, named.numbers(owner, page, all));
    }

    private Command showCommand() {
        return command(
                "show",
                "Show a torrent",
                "Shows all that is known of one torrent.",
                call -> {
                    DownloadView view = named.one(call);
                    return Answers.show(view, named.number(view));
                },
                named.one());
    }

    private Command filesCommand() {
        return command(
                "files",
                "List a torrent's files",
                "Lists the files of one torrent.",
                call -> {
                    DownloadView view = named.one(call);
                    List<Metainfo.File> all =
                            downloads.source(Named.owner(call), view.id()) instanceof Source.FromMetainfo known
                                    ? known.metainfo().files()
                                    : List.of();
                    return Answers.files(
                            view,
                            page(all, call),
                            all.size(),
                            (int) call.whole("from").orElse(0),
                            named.number(view));
                },
                named.one(),
                from(),
                max());
    }

    private Command pauseCommand() {
        return command(
                "pause",
                "Pause a torrent",
                "Lets a torrent rest, or all of yours.",
                call -> each("Paused", call, downloads::pause),
                named.oneOrAll());
    }

    private Command resumeCommand() {
        return command(
                "resume",
                "Resume a torrent",
                "Lets a torrent go on, or all of yours, also after it stopped by itself.",
                call -> each("Resumed", call, downloads::resume),
                named.oneOrAll());
    }

    private CommandResult each(String what, CommandCall call, BiFunction<String, String, DownloadView> change) {
        String owner = Named.owner(call);
        List<DownloadView> changed = new ArrayList<>();
        for (DownloadView view : named.oneOrAll(call)) {
            changed.add(change.apply(owner, view.id()));
        }
        return Answers.changed(what, changed, named.numbers(owner, changed, downloads.list(owner)));
    }

    private Command removeCommand() {
        return command(
                "remove",
                "Remove a torrent",
                "Removes one torrent from your list, and its data from the disk if you say so.",
                call -> {
                    DownloadView view = named.one(call);
                    boolean delete = call.text("data").orElse("keep").equals("delete");
                    return Answers.removed(view, downloads.remove(Named.owner(call), view.id(), delete));
                },
                named.one(),
                Parameter.choice(
                                "data",
                                new FormField.Option("keep", "Keep its data"),
                                new FormField.Option("delete", "Delete its data"))
                        .labelled("Data")
                        .described("What becomes of what was downloaded."));
    }

    private Command limitCommand() {
        return command(
                "limit",
                "Limit a torrent",
                "Limits how fast one torrent goes; what you leave out stays as it is.",
                call -> {
                    DownloadView view = named.one(call);
                    if (!call.has("down") && !call.has("up")) {
                        throw new StanzaErrorException(
                                Condition.BAD_REQUEST,
                                "\"limit\" needs \"down\" or \"up\" or both (" + RATE + "), such as down=1000000.");
                    }
                    DownloadView limited = downloads.limits(Named.owner(call), view.id(), rates(call, view.limits()));
                    return Answers.limited(limited, named.number(limited));
                },
                named.one(),
                rate("down", "Limit down"),
                rate("up", "Limit up"));
    }

    private static Parameter rate(String name, String label) {
        return Parameter.whole(name, 0, Integer.MAX_VALUE, RATE)
                .labelled(label)
                .described("The most bytes per second " + name + ".")
                .suchAs("1000000");
    }

    private static RateLimits rates(CommandCall call, RateLimits otherwise) {
        return new RateLimits((int) call.whole("down").orElse(otherwise.down()), (int)
                call.whole("up").orElse(otherwise.up()));
    }

    private static Parameter from() {
        return Parameter.whole("from", 0, Integer.MAX_VALUE, "entries to leave out")
                .labelled("From")
                .described("How many entries to leave out at the begin.")
                .suchAs("100");
    }

    private static Parameter max() {
        return Parameter.whole("max", 1, MOST_AT_ONCE, "entries")
                .labelled("At most")
                .described("How many entries to show, " + AT_ONCE + " if you do not say.")
                .suchAs("50");
    }

    private static <T> List<T> page(List<T> all, CommandCall call) {
        return all.stream()
                .skip(call.whole("from").orElse(0))
                .limit(call.whole("max").orElse(AT_ONCE))
                .toList();
    }
}
