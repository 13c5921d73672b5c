package io.wuerstchen.fleet.common.config;

import java.net.URI;

/**
 * Where the object store is.
 *
 * @param prefix put before every object's name; empty, or ending in a slash
 * @param keys {@code null}: the MinIO SDK's own provider chain (environment, instance profile)
 */
public record StoreAddress(URI endpoint, String region, String bucket, String prefix, Keys keys) {
    public StoreAddress {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
    }

    /** Access key and secret; the secret stays out of every log. */
    public record Keys(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "Keys[" + accessKey + "]";
        }
    }
}
