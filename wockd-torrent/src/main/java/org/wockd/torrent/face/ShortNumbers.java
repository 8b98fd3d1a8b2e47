package org.wockd.torrent.face;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.cache.Caches;
import org.wockd.torrent.downloads.DownloadView;

/**
 * The short numbers people call their torrents by. A number is given when a torrent is first shown, and never to another
 * torrent while its owner has any left: what an old list on another device says is true or unknown, never another torrent.
 * They live as long as the process, and for the {@value #OWNERS} owners who asked last; an unknown one is had by a list.
 */
final class ShortNumbers {
    private static final int OWNERS = 10_000;

    private static final class Numbers {
        private final Map<String, Integer> byId = new HashMap<>();
        private int last;

        synchronized Map<String, Integer> number(List<String> ids, List<String> all) {
            byId.keySet().retainAll(all);
            if (byId.isEmpty()) {
                last = 0;
            }
            for (String id : ids) {
                byId.computeIfAbsent(id, unnumbered -> ++last);
            }
            return Map.copyOf(byId);
        }

        synchronized @Nullable String find(int number) {
            for (Map.Entry<String, Integer> entry : byId.entrySet()) {
                if (entry.getValue() == number) {
                    return entry.getKey();
                }
            }
            return null;
        }
    }

    private final Cache<String, Numbers> owners =
            Caches.builder().maximumSize(OWNERS).build();

    /**
     * The numbers of what is shown, by id; what has none gets one.
     *
     * @param shown in the order it is shown
     * @param all every torrent the owner has
     */
    Map<String, Integer> of(String owner, List<DownloadView> shown, List<DownloadView> all) {
        return owners.get(owner, unknown -> new Numbers())
                .number(
                        shown.stream().map(DownloadView::id).toList(),
                        all.stream().map(DownloadView::id).toList());
    }

    /** The id of the torrent that was shown to its owner under this number, null where none was. */
    @Nullable
    String find(String owner, int number) {
        Numbers numbers = owners.getIfPresent(owner);
        return numbers == null ? null : numbers.find(number);
    }
}
