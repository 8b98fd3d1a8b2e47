package org.wockd.protocol.jid;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.cache.Caches;

/**
 * An XMPP address (RFC 7622): {@code local@domain/resource}, prepared, so that two JIDs of the same entity are equal.
 *
 * <p>The parts a Jid gives are the prepared ones: the localpart in lower case, the domainpart with U-labels and without a
 * final dot, all in NFC, each of 1 to {@value #PART_OCTETS} octets of UTF-8. Parsing what {@link #toString()} gives
 * returns an equal Jid. Equality, hash and text cost nothing after construction.
 *
 * <p>An address of lower-case ASCII is accepted by one look over it. What needs Unicode to be prepared is kept in a cache
 * of at most {@value #CACHED_OCTETS} octets (8 MiB, some 30,000 usual addresses), shared by the process.
 */
public final class Jid {
    /** The longest that a part may be, in octets of UTF-8 (RFC 7622 §3.1). */
    public static final int PART_OCTETS = 1023;

    private static final long CACHED_OCTETS = 8L * 1024 * 1024;
    private static final int ENTRY_OVERHEAD = 128;
    // Preparation can shorten a text (four code points may become one), so a text is refused unprepared only beyond
    // this.
    private static final int UNPREPARED_UNITS = 4 * PART_OCTETS;
    // RFC 7622 §3.3.1; none of these can be told from the delimiters of a JID, a URI or XML in all places.
    private static final String NOT_IN_LOCALPART = "\"&'/:<>@";

    // A pure function of the text remembered, not state: nobody can tell a hit from a miss but by the time it takes.
    private static final Cache<String, Jid> PREPARED = Caches.builder()
            .maximumWeight(CACHED_OCTETS)
            .weigher((String text, Jid jid) -> ENTRY_OVERHEAD + 2 * (text.length() + jid.text.length()))
            .recordStats()
            .build();

    private final @Nullable String local;
    private final String domain;
    private final @Nullable String resource;
    private final String text;

    /** Made when it is first asked for; that two threads may make it does no harm. */
    private @Nullable Jid bare;

    private Jid(@Nullable String local, String domain, @Nullable String resource) {
        this.local = local;
        this.domain = domain;
        this.resource = resource;
        this.text = join(local, domain, resource);
    }

    /**
     * The Jid that {@code text} spells.
     *
     * @throws JidException where it spells none; the message tells which part is wrong and why
     */
    public static Jid parse(String text) {
        // RFC 7622 §3.1: the first slash ends the bare JID, then the first at-sign of what is left ends the localpart.
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        String resource = slash < 0 ? null : text.substring(slash + 1);
        int at = bare.indexOf('@');
        String local = at < 0 ? null : bare.substring(0, at);
        String domain = bare.substring(at + 1);
        if (isPlain(local, domain, resource)) {
            return new Jid(local, domain, resource);
        }
        Jid known = PREPARED.getIfPresent(text);
        if (known != null) {
            return known;
        }
        Jid jid = prepare(local, domain, resource);
        PREPARED.put(text, jid);
        return jid;
    }

    /**
     * The Jid of three parts, each still to be prepared; null says that the part is absent.
     *
     * @throws JidException where a part is not allowed
     */
    public static Jid of(@Nullable String local, String domain, @Nullable String resource) {
        return isPlain(local, domain, resource) ? new Jid(local, domain, resource) : prepare(local, domain, resource);
    }

    /**
     * The Jid of a server or relay.
     *
     * @throws JidException where {@code domain} is no domainpart
     */
    public static Jid domain(String domain) {
        return of(null, domain, null);
    }

    /** What the cache of prepared addresses has done since the start, for metrics. */
    public static CacheStats cacheStats() {
        return PREPARED.stats();
    }

    /** The localpart, or null where there is none. */
    public @Nullable String local() {
        return local;
    }

    /** The domainpart. */
    public String domain() {
        return domain;
    }

    /** The resourcepart, or null where there is none. */
    public @Nullable String resource() {
        return resource;
    }

    /** This address without its resourcepart: that of the account, or of the server. */
    public Jid bare() {
        if (resource == null) {
            return this;
        }
        Jid known = bare;
        if (known == null) {
            known = new Jid(local, domain, null);
            bare = known;
        }
        return known;
    }

    /** The same as {@link #bare()}, beside {@link #withResource}. */
    public Jid withoutResource() {
        return bare();
    }

    /**
     * This address with another resourcepart, which is prepared.
     *
     * @throws JidException where {@code resource} is no resourcepart
     */
    public Jid withResource(String resource) {
        return of(local, domain, resource);
    }

    /** Whether there is no resourcepart. */
    public boolean isBare() {
        return resource == null;
    }

    /** Whether there is a resourcepart. */
    public boolean isFull() {
        return resource != null;
    }

    /** Whether there is a domainpart only. */
    public boolean isDomain() {
        return local == null && resource == null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        // Neither @ nor / can stand in a part before it, so the text says all.
        return this == other || (other instanceof Jid jid && text.equals(jid.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The address as it stands in a stanza, not yet escaped for XML. */
    @Override
    public String toString() {
        return text;
    }

    private static String join(@Nullable String local, String domain, @Nullable String resource) {
        if (local == null) {
            return resource == null ? domain : domain + "/" + resource;
        }
        return resource == null ? local + "@" + domain : local + "@" + domain + "/" + resource;
    }

    /** Whether all parts are ASCII that preparation would leave as it is. */
    private static boolean isPlain(@Nullable String local, String domain, @Nullable String resource) {
        return (local == null || isPlainLocal(local))
                && domain.length() <= PART_OCTETS
                && Domainpart.isPlain(domain)
                && (resource == null || isPlainResource(resource));
    }

    private static boolean isPlainLocal(String local) {
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= ' ' || c >= 0x7F || (c >= 'A' && c <= 'Z') || NOT_IN_LOCALPART.indexOf(c) >= 0) {
                return false;
            }
        }
        return !local.isEmpty() && local.length() <= PART_OCTETS;
    }

    private static boolean isPlainResource(String resource) {
        for (int i = 0; i < resource.length(); i++) {
            char c = resource.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return false;
            }
        }
        return !resource.isEmpty() && resource.length() <= PART_OCTETS;
    }

    private static Jid prepare(@Nullable String local, String domain, @Nullable String resource) {
        String text = join(local, domain, resource);
        return new Jid(
                local == null ? null : part(text, "localpart", local, Jid::localpart),
                part(text, "domainpart", domain, Domainpart::prepare),
                resource == null ? null : part(text, "resourcepart", resource, Precis::opaque));
    }

    private static String localpart(String local) {
        String prepared = Precis.username(local);
        prepared.chars()
                .filter(c -> NOT_IN_LOCALPART.indexOf(c) >= 0)
                .findFirst()
                .ifPresent(c -> {
                    throw new PrecisException("holds a character that must be escaped there (XEP-0106)", c);
                });
        return prepared;
    }

    private static String part(String text, String part, String raw, UnaryOperator<String> profile) {
        if (raw.isEmpty()) {
            throw new JidException(text, "its " + part + " is empty");
        }
        if (raw.length() <= UNPREPARED_UNITS) {
            try {
                String prepared = profile.apply(raw);
                if (prepared.getBytes(StandardCharsets.UTF_8).length <= PART_OCTETS) {
                    return prepared;
                }
            } catch (PrecisException e) {
                throw new JidException(text, part, e);
            }
        }
        throw new JidException(text, "its " + part + " is longer than " + PART_OCTETS + " octets");
    }
}
