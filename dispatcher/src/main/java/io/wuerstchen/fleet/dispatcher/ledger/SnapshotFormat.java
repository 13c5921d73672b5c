package io.wuerstchen.fleet.dispatcher.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Snapshot} as bytes: a magic number, the version, the length of the rest and its SHA-256, then the rest. Whatever is
 * cut off or changed is found out.
 */
public final class SnapshotFormat {
    private static final int MAGIC = 0x57464C53; // WFLS
    private static final int VERSION = 2;
    private static final int DIGEST = 32;
    private static final int HEAD = 3 * Integer.BYTES + DIGEST;

    private SnapshotFormat() {}

    public static byte[] write(Snapshot snapshot) {
        byte[] body = body(snapshot);
        return ByteBuffer.allocate(HEAD + body.length)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(body.length)
                .put(sha256().digest(body))
                .put(body)
                .array();
    }

    /** Throws {@link TornSnapshotException} for anything but what {@link #write} has written. */
    public static Snapshot read(byte[] bytes) throws TornSnapshotException {
        byte[] body = verified(bytes);
        try {
            return read(new DataInputStream(new ByteArrayInputStream(body)));
        } catch (IOException e) {
            throw new TornSnapshotException("unreadable: " + e.getMessage());
        }
    }

    private static byte[] verified(byte[] bytes) throws TornSnapshotException {
        if (bytes.length < HEAD) {
            throw new TornSnapshotException(bytes.length + " bytes (expected: " + HEAD + " or more)");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        require("magic number", head.getInt(), MAGIC);
        require("version", head.getInt(), VERSION);
        require("length", head.getInt(), bytes.length - HEAD);
        byte[] digest = Arrays.copyOfRange(bytes, HEAD - DIGEST, HEAD);
        byte[] body = Arrays.copyOfRange(bytes, HEAD, bytes.length);
        if (!MessageDigest.isEqual(digest, sha256().digest(body))) {
            throw new TornSnapshotException("another SHA-256 than it says");
        }
        return body;
    }

    private static void require(String what, int found, int expected) throws TornSnapshotException {
        if (found != expected) {
            throw new TornSnapshotException(what + " " + found + " (expected: " + expected + ")");
        }
    }

    private static byte[] body(Snapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(snapshot.stamp().epoch());
            out.writeLong(snapshot.stamp().sequence());
            snapshot.positions().write(out);
            snapshot.ledger().write(out);
            out.writeInt(snapshot.open().size());
            for (OpenRow row : snapshot.open()) {
                OpenRowFormat.write(row, out);
            }
            write(snapshot.story(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(Snapshot.Story story, DataOutput out) throws IOException {
        out.writeLong(story.swept());
        out.writeLong(story.millis());
        story.failures().write(out);
    }

    private static Snapshot read(DataInputStream in) throws IOException {
        Snapshot.Stamp stamp = new Snapshot.Stamp(in.readLong(), in.readLong());
        Positions positions = Positions.read(in);
        BatchLedger ledger = BatchLedger.read(in);
        List<OpenRow> open = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            open.add(OpenRowFormat.read(in));
        }
        Snapshot.Story story = new Snapshot.Story(in.readLong(), in.readLong(), FirstFailures.read(in));
        return new Snapshot(stamp, positions, ledger, open, story);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
