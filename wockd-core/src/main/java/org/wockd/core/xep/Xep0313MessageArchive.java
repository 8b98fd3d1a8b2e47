package org.wockd.core.xep;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.mail.ArchiveIds;
import org.wockd.core.mail.ArchiveWishes;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.mail.StoredStanzas;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Archive;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xep.ResultSet.Place;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Message archive management with the extended form, flipped pages and metadata, and its preferences (XEP-0441): an account's
 * clients look up what the account has sent and got.
 */
final class Xep0313MessageArchive implements Feature {
    private static final String NAMESPACE = "urn:xmpp:mam:2";
    private static final String VALIDATE = "http://jabber.org/protocol/xdata-validate";
    private static final Set<String> FIELDS =
            Set.of("FORM_TYPE", "with", "start", "end", "before-id", "after-id", "ids", "include-groupchat");

    private static final int PAGE = 50;
    private static final int MOST = 250;
    private static final int MOST_IDS = 250;
    private static final int MOST_COUNTED = 1_000;

    private static final Archive.Search UNFILTERED =
            new Archive.Search(null, null, null, Set.of(), null, null, false, PAGE);

    private final Archive archive;
    private final ArchiveIds ids;
    private final ArchiveWishes wishes;
    private final PostOffice office;
    private final Sessions sessions;

    Xep0313MessageArchive(Archive archive, ArchiveWishes wishes, PostOffice office, Sessions sessions) {
        this.archive = archive;
        this.ids = new ArchiveIds(archive);
        this.wishes = wishes;
        this.office = office;
        this.sessions = sessions;
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0313", "Message Archive Management", "1.1.0");
    }

    @Override
    public List<String> accountFeatures() {
        // The last one says that a query may tell whether it wants messages of rooms; none of them is kept here.
        return List.of(NAMESPACE, NAMESPACE + "#extended", NAMESPACE + "#groupchat-field");
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.GET).name(NAMESPACE, "query").to(Target.SELF).quickly(Xep0313MessageArchive::form);
        rules.iq(Iq.Type.SET).name(NAMESPACE, "query").to(Target.SELF).then(Refusals.answered(this::query));
        rules.iq(Iq.Type.GET).name(NAMESPACE, "metadata").to(Target.SELF).then(Refusals.answered(this::metadata));
        rules.iq(Iq.Type.GET).name(NAMESPACE, "prefs").to(Target.SELF).then(Refusals.answered(this::preferences));
        rules.iq(Iq.Type.SET).name(NAMESPACE, "prefs").to(Target.SELF).then(Refusals.answered(this::setPreferences));
        for (String name : List.of("query", "metadata", "prefs")) {
            rules.iq().name(NAMESPACE, name).to(Target.ACCOUNT).quickly(Xep0313MessageArchive::foreign);
        }
    }

    private static void foreign(Incoming<Iq> in) {
        throw new StanzaErrorException(
                Condition.FORBIDDEN, "an archive is open to its owner alone; ask without 'to' for your own");
    }

    /** §4.1.5 */
    private static void form(Incoming<Iq> in) {
        DataForm form = DataForm.form()
                .typed(NAMESPACE)
                .plus(
                        FormField.jid("with"),
                        FormField.text("start"),
                        FormField.text("end"),
                        FormField.text("before-id"),
                        FormField.text("after-id"),
                        FormField.bool("include-groupchat"));
        Node any = Node.of(VALIDATE, "validate").with("datatype", "xs:string").plus(Node.of(VALIDATE, "open"));
        Node ids = Node.of(DataForm.NAMESPACE, "field")
                .with("var", "ids")
                .with("type", "list-multi")
                .plus(any);
        in.yieldResult(Node.of(NAMESPACE, "query").plus(form.toNode().plus(ids)));
    }

    // ---- looking up ----------------------------------------------------------------------------------------------

    private void query(Incoming<Iq> in) {
        Jid owner = in.from().bare();
        Session session = sessions.find(in.from());
        if (session == null) {
            in.yieldResult();
            return;
        }
        office.awaitStored();
        Node query = in.payload();
        ResultSet.Request request = page(query);
        Archive.Search all = search(query, owner);
        Archive.Search search = at(all, request.place(), owner, request.limit(MOST));
        Archive.Page page = archive.page(owner, search);
        List<Stored> rows = new ArrayList<>(page.rows());
        if (!rows.isEmpty() && search.with() == null && search.ids().isEmpty()) {
            office.readsArchive(session, rows.getLast().id());
        }
        boolean flipped = query.child(NAMESPACE, "flip-page") != null;
        ResultSet.Answer answer = new ResultSet.Answer(
                rows.isEmpty() ? null : ids.of(owner, rows.getFirst().id()),
                OptionalInt.empty(),
                rows.isEmpty() ? null : ids.of(owner, rows.getLast().id()),
                count(owner, all, request));
        (flipped ? rows.reversed() : rows)
                .forEach(row -> session.send(result(row, query.attribute("queryid"), owner, session.jid())));
        in.yieldResult(Node.of(NAMESPACE, "fin")
                .with("complete", page.complete() ? "true" : null)
                .plus(answer.toNode()));
    }

    /**
     * How much there is in all; exactly where only that is asked for (XEP-0059 §2.7). Beside a page it is left out where a
     * filter lets through so many that to count them would cost more than the page (§2.6).
     */
    private OptionalInt count(Jid owner, Archive.Search all, ResultSet.Request request) {
        boolean asked = request.max().orElse(PAGE) == 0;
        boolean filtered = !all.equals(UNFILTERED);
        int most = asked || !filtered ? Integer.MAX_VALUE : MOST_COUNTED + 1;
        int count = (int) archive.count(owner, all, most);
        return filtered && !asked && count > MOST_COUNTED ? OptionalInt.empty() : OptionalInt.of(count);
    }

    private static ResultSet.Request page(Node query) {
        try {
            ResultSet.Request request = ResultSet.Request.in(query);
            ResultSet.Request asked =
                    request == null ? new ResultSet.Request(OptionalInt.empty(), new Place.Start()) : request;
            return asked.max().isPresent() ? asked : new ResultSet.Request(OptionalInt.of(PAGE), asked.place());
        } catch (PayloadException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private Archive.Search search(Node query, Jid owner) {
        DataForm form = filters(query);
        if (form == null) {
            return UNFILTERED;
        }
        Set<Long> ids = new LinkedHashSet<>();
        List<String> wanted = form.values("ids");
        if (wanted.size() > MOST_IDS) {
            throw new StanzaErrorException(
                    Condition.POLICY_VIOLATION,
                    "so many ids cannot be looked up at once, only " + MOST_IDS + "; ask in parts");
        }
        for (String id : wanted) {
            ids.add(existing(id, owner));
        }
        String after = form.text("after-id");
        String before = form.text("before-id");
        return new Archive.Search(
                with(form),
                instant(form, "start"),
                instant(form, "end"),
                ids,
                after == null ? null : existing(after, owner),
                before == null ? null : existing(before, owner),
                false,
                PAGE);
    }

    private static @Nullable DataForm filters(Node query) {
        try {
            DataForm form = DataForm.in(query);
            if (form == null) {
                return null;
            }
            if (!NAMESPACE.equals(form.formType())) {
                throw bad("the FORM_TYPE of the filters is " + NAMESPACE);
            }
            form.bool("include-groupchat", false);
            for (FormField field : form.fields()) {
                if (field.var() != null && !FIELDS.contains(field.var())) {
                    // §4.1.6
                    throw new StanzaErrorException(
                            Condition.FEATURE_NOT_IMPLEMENTED, "an archive has no filter '" + field.var() + "'");
                }
            }
            return form;
        } catch (FormException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Jid with(DataForm form) {
        String with = form.text("with");
        try {
            return with == null || with.isEmpty() ? null : Jid.parse(with);
        } catch (JidException e) {
            throw new StanzaErrorException(Condition.JID_MALFORMED, "'with' is not an address: " + e.getMessage());
        }
    }

    private static @Nullable Long instant(DataForm form, String field) {
        String text = form.text(field);
        try {
            return text == null || text.isEmpty()
                    ? null
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw bad("'" + field + "' is not a time as XEP-0082 writes it, such as 2027-01-02T03:04:05Z");
        }
    }

    /** An id that is in the archive (§4.1.4, §4.3.3). */
    private long existing(String id, Jid owner) {
        OptionalLong row = ids.row(owner, id);
        if (row.isPresent() && archive.contains(owner, row.getAsLong())) {
            return row.getAsLong();
        }
        throw new StanzaErrorException(Condition.ITEM_NOT_FOUND, "no message of the archive has the id '" + id + "'");
    }

    private Archive.Search at(Archive.Search all, Place place, Jid owner, int limit) {
        return switch (place) {
            case Place.Start() -> part(all, null, null, false, limit);
            case Place.End() -> part(all, null, null, true, limit);
            case Place.After(String uid) -> part(all, existing(uid, owner), null, false, limit);
            case Place.Before(String uid) -> part(all, null, existing(uid, owner), true, limit);
            case Place.At _ ->
                throw new StanzaErrorException(
                        Condition.FEATURE_NOT_IMPLEMENTED, "an archive has no pages by number; use after or before");
        };
    }

    private static Archive.Search part(
            Archive.Search all, @Nullable Long after, @Nullable Long before, boolean backward, int limit) {
        return new Archive.Search(
                all.with(),
                all.startMillis(),
                all.endMillis(),
                all.ids(),
                larger(all.afterId(), after),
                smaller(all.beforeId(), before),
                backward,
                limit);
    }

    private static @Nullable Long larger(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(Math.max(one, other));
    }

    private static @Nullable Long smaller(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : Long.valueOf(Math.min(one, other));
    }

    private Message result(Stored row, @Nullable String queryId, Jid owner, Jid to) {
        Node forwarded = Node.of("urn:xmpp:forward:0", "forwarded")
                .plus(
                        Node.of(Delay.NAMESPACE, "delay").with("stamp", stamp(row)),
                        StoredStanzas.read(row.stanza()).node());
        Node result = Node.of(NAMESPACE, "result")
                .with("queryid", queryId)
                .with("id", ids.of(owner, row.id()))
                .plus(forwarded);
        return new Message(owner, to, null, Message.Type.NORMAL, null, Content.of(result));
    }

    private static String stamp(Stored row) {
        return Instant.ofEpochMilli(row.receivedAt())
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }

    /** §5 */
    private void metadata(Incoming<Iq> in) {
        office.awaitStored();
        Jid owner = in.from().bare();
        Archive.Extent extent = archive.extent(owner);
        Node metadata = Node.of(NAMESPACE, "metadata");
        in.yieldResult(
                extent == null
                        ? metadata
                        : metadata.plus(end("start", extent.first(), owner), end("end", extent.last(), owner)));
    }

    private Node end(String name, Stored row, Jid owner) {
        return Node.of(NAMESPACE, name).with("id", ids.of(owner, row.id())).with("timestamp", stamp(row));
    }

    // ---- preferences ---------------------------------------------------------------------------------------------

    private void preferences(Incoming<Iq> in) {
        in.yieldResult(element(wishes.of(in.from())));
    }

    private static Node element(Archive.Preferences preferences) {
        return Node.of(NAMESPACE, "prefs")
                .with("default", preferences.standard().name().toLowerCase(Locale.ROOT))
                .plus(contacts("always", preferences.always()), contacts("never", preferences.never()));
    }

    private static Node contacts(String name, List<Jid> contacts) {
        return Node.of(NAMESPACE, name)
                .plus(contacts.stream()
                        .map(jid -> Node.of(NAMESPACE, "jid").plus(jid.toString()))
                        .toList());
    }

    private void setPreferences(Incoming<Iq> in) {
        Node prefs = in.payload();
        Archive.Standard standard = standard(prefs.attribute("default"));
        Archive.Preferences preferences =
                new Archive.Preferences(standard, contacts(prefs, "always"), contacts(prefs, "never"));
        wishes.set(in.from(), preferences);
        in.yieldResult(element(preferences));
    }

    private static Archive.Standard standard(@Nullable String wanted) {
        for (Archive.Standard standard : Archive.Standard.values()) {
            if (standard.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return standard;
            }
        }
        throw bad("'default' is always, never or roster");
    }

    private static List<Jid> contacts(Node prefs, String name) {
        Node list = prefs.child(NAMESPACE, name);
        if (list == null) {
            return List.of();
        }
        List<Node> items = list.children(NAMESPACE, "jid");
        if (items.size() > MOST) {
            throw new StanzaErrorException(
                    Condition.POLICY_VIOLATION, "no more than " + MOST + " contacts can be named; name fewer");
        }
        try {
            List<Jid> contacts = new ArrayList<>();
            for (Node item : items) {
                contacts.add(Jid.parse(item.text()).bare());
            }
            return contacts;
        } catch (JidException e) {
            throw new StanzaErrorException(Condition.JID_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static StanzaErrorException bad(String text) {
        return new StanzaErrorException(Condition.BAD_REQUEST, text);
    }
}
