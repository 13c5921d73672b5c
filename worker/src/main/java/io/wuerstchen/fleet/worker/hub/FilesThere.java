package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.DiskSpace;
import io.wuerstchen.fleet.worker.manifest.PublishedFolder;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is in a folder before a pull. Nothing of it is written over without a word, or read as a part of what is pulled. */
final class FilesThere {
    /** Takes a second or more to read. */
    private static final long MUCH = 500_000_000;

    private final PullListener listener;
    private final Path folder;

    FilesThere(PullListener listener, Path folder) {
        this.listener = listener;
        this.folder = folder;
    }

    /**
     * Those of the planned files that are not there, or not as the hub states.
     *
     * @param replace whether files of these names may be written over
     * @throws IllegalArgumentException if there is one that may not be, or that would be read and is not planned
     */
    List<PlannedFile> wrong(List<PlannedFile> planned, boolean replace) throws IOException {
        requireNoOthers(planned);
        sayWhatIsRead(planned);
        List<PlannedFile> wrong = new ArrayList<>();
        for (PlannedFile file : planned) {
            if (!file.listed().matches(folder.resolve(file.path()))) {
                wrong.add(file);
            }
        }
        for (PlannedFile file : wrong) {
            if (Files.exists(folder.resolve(file.path()))) {
                replace(file, replace);
            }
        }
        return wrong;
    }

    /** A tokenizer of another model, for example. */
    private void requireNoOthers(List<PlannedFile> planned) {
        Set<String> paths = planned.stream().map(PlannedFile::path).collect(Collectors.toSet());
        for (Repository from :
                planned.stream().map(PlannedFile::from).distinct().toList()) {
            Path half = folder.resolve(from.folder());
            for (String file : PublishedFolder.named(from.folder()).read(path -> Files.exists(half.resolve(path)))) {
                if (!paths.contains(from.folder() + "/" + file)) {
                    throw new IllegalArgumentException(
                            half.resolve(file) + ": is not of " + from.name() + " at " + from.commit()
                                    + ", and would be read with it (expected: no such file, or another folder)");
                }
            }
        }
    }

    private void sayWhatIsRead(List<PlannedFile> planned) throws IOException {
        long bytes = 0;
        for (PlannedFile file : planned) {
            Path there = folder.resolve(file.path());
            long size = Files.isRegularFile(there) ? Files.size(there) : -1;
            bytes += size == file.listed().bytes() ? size : 0;
        }
        if (bytes >= MUCH) {
            listener.say(DiskSpace.text(bytes) + " are here, and are read to compare their hashes");
        }
    }

    private void replace(PlannedFile file, boolean allowed) {
        Path there = folder.resolve(file.path());
        String found = " is another file than " + file.from().name() + " has at "
                + file.from().commit();
        if (!allowed) {
            throw new IllegalArgumentException(
                    there + ":" + found + ", and no pull brought it (expected: another folder, or --overwrite)");
        }
        listener.say(there + found + "; it is fetched and written over");
    }
}
