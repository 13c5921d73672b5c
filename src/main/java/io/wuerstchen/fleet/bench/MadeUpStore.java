package io.wuerstchen.fleet.bench;

import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * A store that holds a batch's state in memory, and makes its pictures' names up as they are listed: so a batch may have more of
 * them than this machine could hold. Each call takes as long as it does with a store across a network.
 */
final class MadeUpStore implements ObjectStore {
    static final int BYTES = 1000;

    private final String batch;
    private final long rows;
    private final Parameters parameters;
    private final Duration call;
    private final Map<String, StoreObject> state = new ConcurrentSkipListMap<>();

    /** @param parameters of every row */
    MadeUpStore(String batch, long rows, Parameters parameters, Duration call) {
        this.batch = batch;
        this.rows = rows;
        this.parameters = parameters;
        this.call = call;
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        return state.putIfAbsent(object.key(), object) == null;
    }

    @Override
    public void put(StoreObject object) {
        state.put(object.key(), object);
    }

    @Override
    public Optional<Stat> stat(String key) {
        pause();
        return Optional.ofNullable(state.get(key)).map(found -> new Stat(found.bytes().length, found.metadata()));
    }

    @Override
    public byte[] get(String key) {
        pause();
        StoreObject found = state.get(key);
        if (found == null) {
            throw new StoreException("get " + key + ": no such object", null, false);
        }
        return found.bytes();
    }

    @Override
    public void delete(String key) {
        state.remove(key);
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return page(prefix, "", limit).stream().map(Entry::key).toList();
    }

    /** Of a folder of pictures or tensors, or of the state. */
    @Override
    public List<Entry> page(String prefix, String after, int limit) {
        pause();
        String[] parts = prefix.split("/");
        return parts.length == 4 && !parts[2].equals("results")
                ? madeUp(prefix, Long.parseLong(parts[3]), after, limit)
                : state.values().stream()
                        .filter(object -> object.key().startsWith(prefix))
                        .filter(object -> object.key().compareTo(after) > 0)
                        .limit(limit)
                        .map(object -> entry(object.key(), object.bytes().length))
                        .toList();
    }

    /** The folders of pictures or tensors. */
    @Override
    public List<String> children(String prefix) {
        pause();
        String kind = prefix.split("/")[2];
        long folders = (rows + ObjectNames.ROWS_PER_FOLDER - 1) / ObjectNames.ROWS_PER_FOLDER;
        return LongStream.range(0, folders)
                .mapToObj(folder -> new ObjectNames("").folder(batch, kind, folder))
                .filter(folder -> !madeUp(folder, 0, "", 1).isEmpty())
                .toList();
    }

    @Override
    public void close() {}

    private List<Entry> madeUp(String prefix, long folder, String after, int limit) {
        List<Entry> page = new ArrayList<>();
        long first = folder * ObjectNames.ROWS_PER_FOLDER;
        // The nine digits of the row come after the folder.
        long row = after.isEmpty() ? first : Long.parseLong(after.substring(prefix.length(), prefix.length() + 9));
        for (long last = Math.min(rows, first + ObjectNames.ROWS_PER_FOLDER);
                row < last && page.size() < limit;
                row++) {
            new JobObjects(new ObjectNames(""), new JobId(batch, row), parameters)
                    .all().stream()
                            .map(JobObjects.Name::key)
                            .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                            .forEach(key -> page.add(entry(key, BYTES)));
        }
        return page.subList(0, Math.min(limit, page.size()));
    }

    private static Entry entry(String key, long bytes) {
        return new Entry(key, bytes, "made up", Instant.EPOCH);
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(call.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }
}
