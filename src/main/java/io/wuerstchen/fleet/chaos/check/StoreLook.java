package io.wuerstchen.fleet.chaos.check;

import com.github.luben.zstd.ZstdInputStream;
import io.wuerstchen.fleet.chaos.check.StandingObject.Look;
import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.artifact.ObjectTags;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Entry;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.ResultJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists a store and reads every object in it. */
public final class StoreLook {
    private static final int PAGE = 1000;
    private static final Pattern LINES = Pattern.compile("batches/([^/]+)/(results|input)/.*\\.jsonl\\.zst");

    private final ObjectStore store;
    private final BiPredicate<String, byte[]> alike;

    /**
     * @param store itself, not by way of a proxy
     * @param alike whether an object's bytes are as good as those made without faults
     */
    public StoreLook(ObjectStore store, BiPredicate<String, byte[]> alike) {
        this.store = store;
        this.alike = alike;
    }

    public List<StandingObject> all() {
        return entries().parallelStream().map(this::look).toList();
    }

    /** What the segments and the input's chunks of all batches say. */
    public Recorded recorded() {
        List<RawResult> results = new ArrayList<>();
        Set<JobId> rejected = new HashSet<>();
        for (Entry entry : entries()) {
            Matcher name = LINES.matcher(entry.key());
            if (name.matches()) {
                lines(store.get(entry.key())).map(Json::parseObject).forEach(line -> {
                    if (line.has("rejected")) {
                        rejected.add(new JobId(name.group(1), line.get("row").asLong()));
                    } else if (name.group(2).equals("results")) {
                        results.add(result(ResultJson.read(line)));
                    }
                });
            }
        }
        return new Recorded(results, rejected);
    }

    private static RawResult result(JobResult result) {
        return new RawResult(Instant.EPOCH, result.id(), result.worker(), result.outcome());
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        List<Entry> page = store.page("batches/", "", PAGE);
        while (!page.isEmpty()) {
            entries.addAll(page);
            page = store.page("batches/", page.get(page.size() - 1).key(), PAGE);
        }
        return entries;
    }

    private static Stream<String> lines(byte[] zstd) {
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(zstd))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            return Stream.empty(); // torn, as the check of objects finds too
        }
    }

    private StandingObject look(Entry entry) {
        byte[] bytes = store.get(entry.key());
        Map<String, String> metadata =
                store.stat(entry.key()).map(ObjectStore.Stat::metadata).orElse(Map.of());
        String said = Optional.ofNullable(ObjectTags.read(metadata).sha256()).orElse("");
        return new StandingObject(entry.key(), entry.bytes(), Digests.sha256(bytes), said, look(entry.key(), bytes));
    }

    private Look look(String key, byte[] bytes) {
        boolean readable = key.endsWith(".png") ? Likeness.read(bytes).isPresent() : bytes.length > 0;
        if (!readable) {
            return Look.UNREADABLE;
        }
        return alike.test(key, bytes) ? Look.ALIKE : Look.WHOLE;
    }
}
