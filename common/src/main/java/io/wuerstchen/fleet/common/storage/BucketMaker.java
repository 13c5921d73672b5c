package io.wuerstchen.fleet.common.storage;

import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import io.wuerstchen.fleet.common.config.StoreAddress;
import java.util.concurrent.CompletionException;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * Makes buckets where a store wants no name of the place: the SDK names {@code us-east-1} too, which AWS and others refuse,
 * as buckets are there that name none.
 */
final class BucketMaker extends MinioAsyncClient {
    private static final String UNNAMED = "us-east-1";

    private final String region;

    private BucketMaker(MinioAsyncClient client, String region) {
        super(client);
        this.region = region;
    }

    /** @param http stays its owner's to close */
    static BucketMaker of(StoreAddress address, OkHttpClient http) {
        MinioAsyncClient.Builder builder = MinioAsyncClient.builder()
                .endpoint(address.endpoint().toString())
                .region(address.region())
                .httpClient(http, false);
        if (address.keys() != null) {
            builder.credentials(address.keys().accessKey(), address.keys().secretKey());
        }
        return new BucketMaker(builder.build(), address.region());
    }

    /** Returns when the bucket is there. */
    void make(String bucket) throws MinioException {
        MakeBucketArgs args = MakeBucketArgs.builder().bucket(bucket).build();
        try {
            if (region.equals(UNNAMED)) {
                executePutAsync(args, null, null, null)
                        .thenAccept(Response::close)
                        .join();
            } else {
                makeBucket(args).join();
            }
        } catch (CompletionException e) {
            if (e.getCause() instanceof MinioException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
