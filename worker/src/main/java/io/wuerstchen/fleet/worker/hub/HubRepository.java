package io.wuerstchen.fleet.worker.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.wuerstchen.fleet.worker.hub.HubClient.Page;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** One repository of a hub, at whatever commit. */
final class HubRepository {
    private static final int MOST_PAGES = 100;

    private final Transfer transfer;
    private final HubAddress address;
    private final String name;

    /** @param name as in {@code warp-ai/wuerstchen} */
    HubRepository(Transfer transfer, HubAddress address, String name) {
        this.transfer = transfer;
        this.address = address;
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * What a revision is now.
     *
     * @param license as the hub states it, or empty
     */
    record State(String commit, String license) {}

    State at(String revision) {
        URI uri = address.revision(name, revision);
        JsonNode json = page(uri).json();
        String commit = json.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw HubException.lasting(HubReply.place(uri) + ": sha: " + json.path("sha") + " (expected: a commit)");
        }
        return new State(commit, json.path("cardData").path("license").asText(""));
    }

    /** All files of a commit, by their paths. */
    Map<String, HubFile> files(String commit) {
        Map<String, HubFile> files = new HashMap<>();
        URI first = address.tree(name, commit);
        int pages = 0;
        for (URI next = first; next != null; pages++) {
            if (pages == MOST_PAGES) {
                throw HubException.lasting(HubReply.place(first) + ": more than " + MOST_PAGES
                        + " pages of files (expected: a model's repository)");
            }
            Page page = page(next);
            for (JsonNode entry : page.json()) {
                if (entry.path("type").asText().equals("file")) {
                    HubFile file = file(entry);
                    files.put(file.path(), file);
                }
            }
            next = page.next();
        }
        return files;
    }

    private Page page(URI uri) {
        return transfer.attempts().of(() -> transfer.client().page(uri, transfer.connections()));
    }

    URI uri(String commit, HubFile file) {
        return address.file(name, commit, file.path());
    }

    private static HubFile file(JsonNode entry) {
        JsonNode large = entry.path("lfs");
        JsonNode described = large.isObject() ? large : entry;
        return new HubFile(
                entry.path("path").asText(),
                described.path("size").asLong(-1),
                described.path("oid").asText().replaceFirst("^sha256:", ""));
    }
}
