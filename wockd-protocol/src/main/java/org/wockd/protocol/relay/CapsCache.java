package org.wockd.protocol.relay;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.xep.Caps;

/** What verification strings stand for (XEP-0115 §5.4), and which are being asked about; bounded. */
final class CapsCache {
    private static final int STRINGS = 1_000;

    /** Empty while the answer is awaited. */
    private final Cache<Caps, Optional<Set<String>>> known =
            Caches.builder().maximumSize(STRINGS).build();

    /**
     * What is known.
     *
     * @param features null where nothing is known yet
     * @param isAsked whether nobody needs to ask
     */
    record Known(@Nullable Set<String> features, boolean isAsked) {}

    /** What is known of a string; the first who gets an unknown one is told to ask. */
    Known get(@Nullable Caps caps) {
        if (caps == null) {
            return new Known(null, true);
        }
        Optional<Set<String>> before = known.asMap().putIfAbsent(caps, Optional.empty());
        return before == null ? new Known(null, false) : new Known(before.orElse(null), true);
    }

    /** The string stands for these features. */
    void put(Caps caps, Set<String> features) {
        known.put(caps, Optional.of(features));
    }

    /** The question came to nothing; the next who shows the string is asked. */
    void forget(Caps caps) {
        known.invalidate(caps);
    }
}
