package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.hub.HubClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** One file, from its first missing byte to its verified place. Used by one thread. */
final class Download implements Runnable {
    private static final int BUFFER = 1 << 18;
    /** As often a file of the wrong hash is thrown away and fetched anew. */
    private static final int ROUNDS = 3;
    /** A connection that brings the file less further than it ever was costs an attempt. */
    private static final long STEP = 1 << 20;

    private final Transfer transfer;
    private final Source source;
    private final HubFile file;
    private final PartFile part;
    /** Bytes that were here at the last step forward. */
    private long furthest;

    /** Where the file is. */
    record Source(URI uri, String commit) {}

    Download(Transfer transfer, Source source, HubFile file, Path target) {
        this.transfer = transfer;
        this.source = source;
        this.file = file;
        part = new PartFile(target, file.hash());
    }

    /** Bytes that are still to come. */
    long missing() {
        return Math.max(0, file.bytes() - part.size());
    }

    @Override
    public void run() {
        part.prepare();
        String found = "";
        for (int round = 0; round < ROUNDS; round++) {
            fetch();
            found = hash();
            if (found.equals(file.hash())) {
                part.finish();
                return;
            }
            throwAway();
        }
        throw HubException.lasting(HubReply.place(source.uri()) + ": " + file.algorithm() + " " + found + ", " + ROUNDS
                + " times (expected: " + file.hash() + ", as the hub states it)");
    }

    private void fetch() {
        if (part.size() > file.bytes()) {
            throwAway();
        }
        furthest = part.size();
        while (part.size() < file.bytes()) {
            boolean cut = transfer.attempts().of(this::step);
            if (cut && part.size() < file.bytes()) {
                transfer.attempts().rest();
            }
        }
    }

    /**
     * Goes on until the file is there or the connection ends.
     *
     * @return whether the connection has ended before what it was to bring
     */
    private boolean step() {
        transfer.connections().requireOpen();
        long from = part.size();
        try (Reply reply = transfer.client().file(source.uri(), from)) {
            requireSame(reply);
            long end = end(reply, from);
            copy(reply);
            return part.size() < end;
        } catch (IOException e) {
            // Of closing: what was read stands.
            return true;
        }
    }

    /**
     * Byte before which the reply ends. A server may ignore what it was asked for, and bring the whole; it may bring less than the
     * rest; of any other part nothing is taken.
     */
    private long end(Reply reply, long from) {
        String header = reply.response().headers().firstValue("Content-Range").orElse("");
        ContentRange range = ContentRange.parse(header, file.bytes());
        boolean whole = reply.response().statusCode() == 200;
        boolean goesOn = reply.response().statusCode() == 206 && range != null && range.from() == from;
        if (!goesOn) {
            throwAway();
        }
        if (!goesOn && !whole) {
            throw HubException.passing(
                    HubReply.place(source.uri()) + ": status "
                            + reply.response().statusCode() + ", range " + (header.isEmpty() ? "none" : header)
                            + " (expected: bytes " + from + "- of " + file.bytes() + ")",
                    null);
        }
        return goesOn ? Math.min(range.end(), file.bytes()) : file.bytes();
    }

    private void copy(Reply reply) {
        IOException failure = null;
        InputStream body = reply.response().body();
        try (Connections.Watch watch = transfer.connections().watch(body)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = read(body, buffer); count > 0; count = read(body, buffer)) {
                watch.heard();
                part.append(buffer, count);
                transfer.listener().moved(count);
            }
        } catch (IOException e) {
            failure = e;
        }
        transfer.connections().requireOpen();
        requireProgress(failure);
    }

    /** Zero at the end, also at one that comes too early. */
    private int read(InputStream body, byte[] buffer) throws IOException {
        int most = (int) Math.min(buffer.length, file.bytes() - part.size());
        // Below zero where somebody else has written to the part: its hash is wrong then, and it is fetched anew.
        return most <= 0 ? 0 : Math.max(0, body.read(buffer, 0, most));
    }

    /** Over all connections: what is thrown away and fetched again is none. */
    private void requireProgress(IOException failure) {
        if (part.size() < file.bytes() && part.size() - furthest < STEP) {
            throw failure != null
                    ? HubClient.cut(source.uri(), failure)
                    : HubException.passing(
                            HubReply.place(source.uri()) + ": ended after " + part.size() + " of " + file.bytes()
                                    + " bytes",
                            null);
        }
        furthest = part.size();
    }

    private void requireSame(Reply reply) {
        require("X-Repo-Commit", reply.ofHub("X-Repo-Commit"), source.commit());
        require("X-Linked-Etag", reply.ofHub("X-Linked-Etag").replaceAll("^W/|\"", ""), file.hash());
        require("X-Linked-Size", reply.ofHub("X-Linked-Size"), Long.toString(file.bytes()));
    }

    private void require(String header, String found, String expected) {
        if (!found.isEmpty() && !found.equals(expected)) {
            throw HubException.lasting(HubReply.place(source.uri()) + ": " + header + ": " + found + " (expected: "
                    + expected + ", as the hub said before)");
        }
    }

    private String hash() {
        try {
            return file.hashOf(part.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void throwAway() {
        transfer.listener().moved(-part.size());
        part.restart();
    }
}
