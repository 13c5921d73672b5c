package io.wuerstchen.fleet.local;

import com.google.common.util.concurrent.Striped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.gaul.s3proxy.PutOptions2;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.domain.internal.PageSetImpl;
import org.jclouds.blobstore.options.CreateContainerOptions;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.domain.Location;
import org.jclouds.domain.LocationBuilder;
import org.jclouds.domain.LocationScope;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

/**
 * What S3Proxy's file store lacks: a region to create buckets in, and conditional puts that exactly one of many writers wins.
 *
 * <p>The conditions hold within one process, so a directory has one server (see {@link DirectoryLock}).
 */
final class ConditionalBlobStore extends ForwardingBlobStore {
    private static final int STRIPES = 256;
    private static final int PRECONDITION_FAILED = 412;

    private final Striped<Lock> locks = Striped.lock(STRIPES);

    ConditionalBlobStore(BlobStore delegate) {
        super(delegate);
    }

    @Override
    public Set<? extends Location> listAssignableLocations() {
        return Set.of(new LocationBuilder()
                .scope(LocationScope.REGION)
                .id(LocalS3.REGION)
                .description(LocalS3.REGION)
                .build());
    }

    /** The region is S3's; below it the file store knows none. */
    @Override
    public boolean createContainerInLocation(Location region, String container) {
        return delegate().createContainerInLocation(null, container);
    }

    @Override
    public boolean createContainerInLocation(Location region, String container, CreateContainerOptions options) {
        return delegate().createContainerInLocation(null, container, options);
    }

    /** S3Proxy looks before it calls, so others may have put meanwhile; under the lock, looking again is certain. */
    @Override
    public String putBlob(String container, Blob blob, PutOptions options) {
        if (!isIfAbsent(options)) {
            return delegate().putBlob(container, blob, options);
        }
        String name = blob.getMetadata().getName();
        Lock lock = locks.get(container + "/" + name);
        lock.lock();
        try {
            requireAbsent(container, name);
            return delegate().putBlob(container, blob, options);
        } finally {
            lock.unlock();
        }
    }

    /** Without objects that are being written. */
    @Override
    public PageSet<? extends StorageMetadata> list(String container, ListContainerOptions options) {
        PageSet<? extends StorageMetadata> page = delegate().list(container, options);
        List<? extends StorageMetadata> whole = page.stream()
                .filter(each -> !HalfWrittenObjects.isOne(each.getName()))
                .toList();
        return new PageSetImpl<StorageMetadata>(whole, page.getNextMarker());
    }

    private static boolean isIfAbsent(PutOptions options) {
        return options instanceof PutOptions2 conditions && "*".equals(conditions.getIfNoneMatch());
    }

    private void requireAbsent(String container, String name) {
        if (delegate().blobExists(container, name)) {
            var refusal = HttpResponse.builder()
                    .statusCode(PRECONDITION_FAILED)
                    .message("Precondition Failed")
                    .build();
            throw new HttpResponseException(name + " exists", null, refusal);
        }
    }
}
