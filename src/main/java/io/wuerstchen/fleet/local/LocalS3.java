package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * An S3 server in this JVM, on loopback only. A bucket is a folder and an object a file; content type and user metadata are
 * the file's {@code user.*} extended attributes.
 */
public final class LocalS3 implements AutoCloseable {
    public static final String REGION = "us-east-1";

    private final BlobStoreContext store;
    private final S3Proxy server;

    private LocalS3(BlobStoreContext store, S3Proxy server) {
        this.store = store;
        this.server = server;
    }

    /**
     * Returns when the server takes requests.
     *
     * @param port 0 takes a free one
     */
    public static LocalS3 start(Path directory, int port, Keys keys) {
        requireExtendedAttributes(directory);
        removeHalfWritten(directory);
        BlobStoreContext store = open(directory);
        var server = server(new ConditionalBlobStore(store.getBlobStore()), port, keys);
        try {
            server.start();
            return new LocalS3(store, server);
        } catch (Exception e) { // S3Proxy declares no narrower type
            store.close();
            throw new LocalServersException("S3 in " + directory + " does not start: " + e.getMessage(), e);
        }
    }

    public URI endpoint() {
        return URI.create("http://" + LoopbackPorts.address(server.getPort()));
    }

    @Override
    public void close() {
        try (store) {
            server.stop();
        } catch (Exception e) { // S3Proxy declares no narrower type
            throw new LocalServersException("S3 does not stop: " + e.getMessage(), e);
        }
    }

    /** Some file systems say they have attributes and then refuse them, so one is written. */
    private static void requireExtendedAttributes(Path directory) {
        try {
            Path probe = Files.createTempFile(Files.createDirectories(directory), ".attributes", null);
            try {
                Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class)
                        .write("fleet", ByteBuffer.wrap("probe".getBytes(StandardCharsets.UTF_8)));
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | RuntimeException e) {
            throw new LocalServersException(
                    directory + ": objects cannot be kept here: " + e
                            + " (expected: a writable directory on a file system with user extended attributes)",
                    e);
        }
    }

    private static void removeHalfWritten(Path directory) {
        try {
            HalfWrittenObjects.remove(directory);
        } catch (IOException e) {
            throw new LocalServersException(directory + ": what a kill has left can't be removed: " + e, e);
        }
    }

    private static BlobStoreContext open(Path directory) {
        var overrides = new Properties();
        overrides.setProperty("jclouds.filesystem.basedir", directory.toString());
        // By its metadata: a look-up by name would load every provider, also those left out of the class path.
        return ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
                .credentials("unused", "unused")
                .overrides(overrides)
                .build(BlobStoreContext.class);
    }

    private static S3Proxy server(BlobStore store, int port, Keys keys) {
        return S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://" + LoopbackPorts.address(port)))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, keys.accessKey(), keys.secretKey())
                .ignoreUnknownHeaders(true) // or every put of the MinIO SDK is refused for its checksum header
                .build();
    }
}
