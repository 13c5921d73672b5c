package io.wuerstchen.fleet.dispatcher.archive;

import io.wuerstchen.fleet.common.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names in the store, page by page. */
final class Listing {
    private static final int PAGE = 1000;

    private Listing() {}

    /** All that begin with {@code prefix}, in order; to be asked only for what there are few of. */
    static List<String> all(ObjectStore store, String prefix) {
        List<String> keys = new ArrayList<>();
        String after = "";
        List<ObjectStore.Entry> page;
        do {
            page = store.page(prefix, after, PAGE);
            page.forEach(entry -> keys.add(entry.key()));
            after = page.isEmpty() ? after : page.get(page.size() - 1).key();
        } while (page.size() == PAGE);
        return keys;
    }

    /** The last name with this ending: some stores show what is still being written under a name of its own. */
    static Optional<String> last(ObjectStore store, String prefix, String ending) {
        List<String> keys =
                all(store, prefix).stream().filter(key -> key.endsWith(ending)).toList();
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
    }
}
