package io.wuerstchen.fleet.common.storage;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import io.wuerstchen.fleet.common.config.StoreAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Any S3-compatible store, by the MinIO SDK. What the network throws comes out of the SDK as a bare
 * {@link RuntimeException}, so that is caught beside its own.
 */
public final class MinioObjectStore implements ObjectStore {
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchObject", "NotFound");
    private static final Set<String> TAKEN = Set.of("PreconditionFailed");

    /** S3's own limit. */
    private static final int PAGE = 1000;

    /** 10,000 of them, S3's limit, are 640 GiB. */
    private static final long PART_BYTES = 64L * 1024 * 1024;

    /** More than any guard lets through: OkHttp's own 5 for a host would make all others wait, and a slow store slower. */
    private static final int MOST_CALLS = 64;

    private final MinioClient client;
    private final OkHttpClient http;
    private final StoreAddress address;
    private final String bucket;

    public MinioObjectStore(StoreAddress address) {
        http = new OkHttpClient.Builder()
                .socketFactory(new NoDelaySocketFactory())
                .dispatcher(dispatcher())
                .connectionPool(new ConnectionPool(MOST_CALLS, 5, TimeUnit.MINUTES))
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(Duration.ofSeconds(30))
                .writeTimeout(Duration.ofSeconds(30))
                .build();
        MinioClient.Builder builder = MinioClient.builder()
                .endpoint(address.endpoint().toString())
                .region(address.region())
                .httpClient(http, true);
        if (address.keys() != null) {
            builder.credentials(address.keys().accessKey(), address.keys().secretKey());
        }
        client = builder.build();
        this.address = address;
        bucket = address.bucket();
    }

    /** Makes the bucket where there is none; what is in the way is said in one line that names endpoint and bucket. */
    public void requireBucket() {
        if (!bucketExists()) {
            makeBucket();
        }
    }

    /** As {@link #requireBucket}, for who has nothing to put there. */
    public void requireExistingBucket() {
        if (!bucketExists()) {
            throw new S3Refusal(address).toFindBucket();
        }
    }

    @Override
    public boolean putIfAbsent(StoreObject object) {
        try {
            client.putObject(
                    arguments(object).extraHeaders(Map.of("If-None-Match", "*")).build());
            return true;
        } catch (ErrorResponseException e) {
            if (TAKEN.contains(e.errorResponse().code())) {
                return false;
            }
            throw notPut(object.key(), e);
        } catch (MinioException | RuntimeException e) {
            throw notPut(object.key(), e);
        }
    }

    @Override
    public void put(StoreObject object) {
        try {
            client.putObject(arguments(object).build());
        } catch (MinioException | RuntimeException e) {
            throw failed("put", object.key(), e);
        }
    }

    @Override
    public Optional<Stat> stat(String key) {
        try {
            var found = client.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(key).build());
            Map<String, String> metadata = new HashMap<>();
            found.userMetadata()
                    .forEach(header -> metadata.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            return Optional.of(new Stat(found.size(), metadata));
        } catch (ErrorResponseException e) {
            if (MISSING.contains(e.errorResponse().code())) {
                return Optional.empty();
            }
            throw failed("head", key, e);
        } catch (MinioException | RuntimeException e) {
            throw failed("head", key, e);
        }
    }

    @Override
    public byte[] get(String key) {
        try (var stream = client.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build())) {
            return stream.readAllBytes();
        } catch (MinioException | IOException | RuntimeException e) {
            throw failed("get", key, e);
        }
    }

    @Override
    public void delete(String key) {
        try {
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
        } catch (MinioException | RuntimeException e) {
            throw failed("delete", key, e);
        }
    }

    @Override
    public List<String> list(String prefix, int limit) {
        return page(prefix, "", limit).stream().map(Entry::key).toList();
    }

    @Override
    public List<Entry> page(String prefix, String after, int limit) {
        ListObjectsArgs all = ListObjectsArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .startAfter(after.isEmpty() ? null : after)
                .recursive(true)
                .maxKeys(Math.min(limit, PAGE))
                .build();
        List<Entry> entries = new ArrayList<>();
        try {
            for (Result<Item> found : client.listObjects(all)) {
                entries.add(entry(found.get()));
                if (entries.size() == limit) {
                    break;
                }
            }
            return entries;
        } catch (MinioException | RuntimeException e) {
            throw failed("list", prefix, e);
        }
    }

    @Override
    public List<String> children(String prefix) {
        ListObjectsArgs level =
                ListObjectsArgs.builder().bucket(bucket).prefix(prefix).build();
        List<String> children = new ArrayList<>();
        try {
            for (Result<Item> found : client.listObjects(level)) {
                children.add(found.get().objectName());
            }
            return children.stream().sorted().toList();
        } catch (MinioException | RuntimeException e) {
            throw failed("list", prefix, e);
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** Puts a file of any size over whatever stands there, in parts where it is large; it is there once all of it is. */
    public void upload(String key, Path file, String mediaType) {
        try {
            client.uploadObject(UploadObjectArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .contentType(mediaType)
                    .filename(file.toString(), PART_BYTES)
                    .build());
        } catch (MinioException | RuntimeException e) {
            throw failed("put", key, e);
        }
    }

    /** An object of any size as a stream, which the caller closes; what breaks it later is an {@link IOException}. */
    public InputStream open(String key) {
        try {
            return client.getObject(
                    GetObjectArgs.builder().bucket(bucket).object(key).build());
        } catch (MinioException | RuntimeException e) {
            throw failed("get", key, e);
        }
    }

    private static Dispatcher dispatcher() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(MOST_CALLS);
        dispatcher.setMaxRequestsPerHost(MOST_CALLS);
        return dispatcher;
    }

    private PutObjectArgs.Builder arguments(StoreObject object) {
        return PutObjectArgs.builder()
                .bucket(bucket)
                .object(object.key())
                .contentType(object.mediaType())
                .userMetadata(object.metadata())
                // One part, whatever the size: several parts would forget a condition.
                .data(object.bytes(), object.bytes().length);
    }

    private static Entry entry(Item item) {
        return new Entry(
                item.objectName(),
                item.size(),
                item.etag().replace("\"", ""),
                item.lastModified().toInstant());
    }

    private boolean bucketExists() {
        try {
            return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
        } catch (MinioException | RuntimeException e) {
            throw new S3Refusal(address).toReach(reason(e));
        }
    }

    private void makeBucket() {
        try {
            BucketMaker.of(address, http).make(bucket);
        } catch (MinioException | RuntimeException e) {
            throw new S3Refusal(address).toMakeBucket(e);
        }
    }

    /** A HEAD has no body that could say why it was refused; a listing has. */
    private Exception reason(Exception refused) {
        if (!(refused instanceof ErrorResponseException)) {
            return refused;
        }
        try {
            ListObjectsArgs first =
                    ListObjectsArgs.builder().bucket(bucket).maxKeys(1).build();
            for (Result<Item> found : client.listObjects(first)) {
                found.get();
                break;
            }
            return refused;
        } catch (MinioException | RuntimeException e) {
            return e;
        }
    }

    private StoreException notPut(String key, Exception cause) {
        StoreException failure = failed("put", key, cause);
        return S3Refusal.perhapsOfCondition(cause)
                ? new RefusedConditionException(failure.getMessage(), cause)
                : failure;
    }

    private StoreException failed(String verb, String key, Exception cause) {
        String message = verb + " " + bucket + "/" + key + ": " + S3Refusal.reason(cause);
        return new StoreException(message, cause, S3Refusal.passing(cause));
    }
}
