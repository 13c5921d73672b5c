package io.wuerstchen.fleet.export.shard;

import io.wuerstchen.fleet.common.artifact.Digests;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a tar from one end to the other. */
public final class TarMembers {
    private TarMembers() {}

    /** One file of a tar. */
    public record Member(String name, long bytes, String sha256) {}

    /**
     * Tells every member in order.
     *
     * @return size and digest of the tar itself
     * @throws IOException where it is no tar, or is torn
     */
    public static FileFacts read(InputStream in, Consumer<Member> members) throws IOException {
        MessageDigest digest = Digests.newSha256();
        Counting counting = new Counting(new DigestInputStream(in, digest));
        TarArchiveInputStream tar = new TarArchiveInputStream(counting);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            members.accept(member(tar, entry));
        }
        counting.transferTo(OutputStream.nullOutputStream());
        return new FileFacts(counting.bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static Member member(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        MessageDigest digest = Digests.newSha256();
        long bytes = tar.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        if (bytes != entry.getSize()) {
            throw new IOException(entry.getName() + ": " + bytes + " bytes (expected: " + entry.getSize() + ")");
        }
        return new Member(entry.getName(), bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static final class Counting extends FilterInputStream {
        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            bytes += Math.max(0, count);
            return count;
        }

        /** A place gone back to would be in the digest twice. */
        @Override
        public boolean markSupported() {
            return false;
        }

        /** By reading: what is skipped would not be counted, nor be in the digest. */
        @Override
        public long skip(long most) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(most, 1 << 16)]));
        }
    }
}
