package io.wuerstchen.fleet.export.place;

import io.wuerstchen.fleet.common.artifact.Digests;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.resilience.Guard;
import io.wuerstchen.fleet.common.resilience.GuardSettings;
import io.wuerstchen.fleet.common.resilience.Guards;
import io.wuerstchen.fleet.common.storage.MinioObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.Entry;
import io.wuerstchen.fleet.common.storage.ObjectStore.Stat;
import io.wuerstchen.fleet.common.storage.ResilientObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Objects under a prefix of a bucket. A draft is a temporary file of this machine; an upload in parts shows once all of it is
 * there. The folder of drafts is named after the place, so that the next export clears away what a killed one left.
 */
public final class BucketPrefix implements Place {
    private static final int PAGE = 1000;

    private final MinioObjectStore store;
    private final Guard guard;
    private final String place;
    private final String prefix;
    private final Drafts drafts;

    /** @param address of the bucket; its prefix is that of the dataset */
    public BucketPrefix(StoreAddress address, Path temporary) {
        store = new MinioObjectStore(address);
        guard = new Guards().guard("s3", GuardSettings.PATIENT, ResilientObjectStore.FAILURES);
        prefix = address.prefix();
        place = "s3://" + address.bucket() + "/" + prefix;
        String hash = Digests.sha256((address.endpoint() + " " + place + " " + System.getProperty("user.name"))
                .getBytes(StandardCharsets.UTF_8));
        drafts = Drafts.ownerOnly(temporary.resolve("fleet-export-" + hash.substring(0, 16)));
    }

    @Override
    public void reach() {
        store.requireBucket();
    }

    @Override
    public void takeForWriting() throws IOException {
        drafts.take(place);
    }

    @Override
    public Path draft(String name) throws IOException {
        return drafts.of(name);
    }

    @Override
    public void publish(String name) throws IOException {
        Path draft = drafts.of(name);
        guard.call(() -> {
            store.upload(prefix + name, draft, mediaType(name));
            return null;
        });
        Files.delete(draft);
    }

    @Override
    public OptionalLong size(String name) {
        return guard.call(() -> store.stat(prefix + name))
                .map(Stat::bytes)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    @Override
    public InputStream open(String name) {
        return guard.call(() -> store.open(prefix + name));
    }

    @Override
    public <T> T read(String name, Reading<T> reading) throws IOException {
        Path file = Files.createTempFile("fleet-export", ".tmp");
        try (InputStream in = open(name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return reading.of(file);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        List<Entry> page = page("");
        while (!page.isEmpty()) {
            page.forEach(entry -> names.add(entry.key().substring(prefix.length())));
            page = page(page.get(page.size() - 1).key());
        }
        return names;
    }

    @Override
    public void delete(String name) {
        guard.call(() -> {
            store.delete(prefix + name);
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
        drafts.close();
    }

    @Override
    public String toString() {
        return place;
    }

    private List<Entry> page(String after) {
        return guard.call(() -> store.page(prefix, after, PAGE));
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "tar" -> "application/x-tar";
            case "json" -> "application/json";
            case "md" -> "text/markdown; charset=utf-8";
            case "png" -> "image/png";
            default -> "application/octet-stream";
        };
    }
}
