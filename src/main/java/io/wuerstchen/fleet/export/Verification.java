package io.wuerstchen.fleet.export;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.export.place.Place;
import io.wuerstchen.fleet.export.shard.FileFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/** Holds a finished dataset to its index, without the batch. Reads every byte. */
public final class Verification {
    /** What a dataset is made of, so that one more of them is a mistake; other files are their owner's business. */
    private static final Pattern SHARD_FILE = Pattern.compile("(.*/)?[^/]+(\\.tar|\\.parquet|_stats\\.json)");

    private final Place place;
    private final LongConsumer progress;

    /** @param progress hears the size of each file that is done; called by several threads */
    public Verification(Place place, LongConsumer progress) {
        this.place = place;
        this.progress = progress;
    }

    /**
     * What was found.
     *
     * @param faults one sentence each, by names of files
     */
    public record Found(int files, long bytes, List<String> faults) {}

    /** Throws {@link InvalidJobException} where there is no index. */
    public Found run() throws IOException {
        DatasetIndex index = DatasetIndex.find(place, DatasetIndex.NAME)
                .orElseThrow(() -> InvalidJobException.of(
                        "--verify", place, "a finished dataset; there is no " + DatasetIndex.NAME));
        SortedMap<String, FileFacts> files = index.files();
        try {
            List<String> faults = new ArrayList<>(files.entrySet().parallelStream()
                    .flatMap(file -> faults(file).stream())
                    .toList());
            faults.addAll(surplus(files.keySet()));
            long bytes = files.values().stream().mapToLong(FileFacts::bytes).sum();
            return new Found(files.size(), bytes, faults);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Bytes that will be read; 0 where there is no index. */
    public long bytes() throws IOException {
        return DatasetIndex.find(place, DatasetIndex.NAME)
                .map(index -> index.files().values().stream()
                        .mapToLong(FileFacts::bytes)
                        .sum())
                .orElse(0L);
    }

    private List<String> surplus(Set<String> named) throws IOException {
        return place.names().stream()
                .filter(name -> SHARD_FILE.matcher(name).matches() && !named.contains(name))
                .map(name -> name + ": not in " + DatasetIndex.NAME)
                .toList();
    }

    private List<String> faults(Map.Entry<String, FileFacts> file) {
        try {
            List<String> faults = faults(file.getKey(), file.getValue());
            progress.accept(file.getValue().bytes());
            return faults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> faults(String name, FileFacts expected) throws IOException {
        OptionalLong size = place.size(name);
        if (size.isEmpty()) {
            return List.of(name + ": missing");
        }
        FileFacts found;
        try (InputStream in = place.open(name)) {
            found = FileFacts.of(in);
        }
        if (found.equals(expected)) {
            return List.of();
        }
        List<String> faults = new ArrayList<>(List.of(name + ": " + found.bytes() + " bytes, sha256 " + found.sha256()
                + " (expected: " + expected.bytes() + " bytes, sha256 " + expected.sha256() + ")"));
        if (name.endsWith(".tar")) {
            faults.addAll(new TarFaults(place, name).all());
        }
        return faults;
    }
}
