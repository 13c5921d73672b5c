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
    /** A connection that brought less has brought nothing, and costs an attempt. */
    private static final long STEP = 1 << 20;

    private final Transfer transfer;
    private final Source source;
    private final HubFile file;
    private final PartFile part;

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
        while (part.size() < file.bytes()) {
            transfer.attempts().of(this::step);
        }
    }

    /** Goes on until the file is there or the connection ends. */
    private Void step() {
        transfer.connections().requireOpen();
        long from = part.size();
        try (Reply reply = transfer.client().file(source.uri(), from, file.hash())) {
            requireSame(reply);
            if (reply.response().statusCode() == 416) {
                throwAway();
                throw HubException.passing(HubReply.place(source.uri()) + ": has no byte " + from, null);
            }
            if (from > 0 && !goesOn(reply, from)) {
                throwAway();
            }
            copy(reply);
        } catch (IOException e) {
            // Of closing: what was read stands.
            return null;
        }
        return null;
    }

    private void copy(Reply reply) {
        long before = part.size();
        byte[] buffer = new byte[BUFFER];
        InputStream body = reply.response().body();
        try (Connections.Watch watch = transfer.connections().watch(body)) {
            for (int count = read(body, buffer, before); count > 0; count = read(body, buffer, before)) {
                watch.heard();
                part.append(buffer, count);
                transfer.listener().moved(count);
            }
        }
        transfer.connections().requireOpen();
        if (part.size() < file.bytes() && part.size() - before < STEP) {
            throw HubException.passing(
                    HubReply.place(source.uri()) + ": ended after " + part.size() + " of " + file.bytes() + " bytes",
                    null);
        }
    }

    /** Zero at the end, also at one that comes too early. */
    private int read(InputStream body, byte[] buffer, long before) {
        try {
            int most = (int) Math.min(buffer.length, file.bytes() - part.size());
            return most == 0 ? 0 : Math.max(0, body.read(buffer, 0, most));
        } catch (IOException e) {
            transfer.connections().requireOpen();
            if (part.size() - before < STEP) {
                throw HubClient.cut(source.uri(), e);
            }
            return 0;
        }
    }

    /** Whether the reply begins where the part ends; a server may ignore what it was asked for. */
    private boolean goesOn(Reply reply, long from) {
        String range = reply.response().headers().firstValue("Content-Range").orElse("");
        return reply.response().statusCode() == 206
                && range.equals("bytes " + from + "-" + (file.bytes() - 1) + "/" + file.bytes());
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
