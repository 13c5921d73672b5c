package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.PublishedFolder;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides which commits a pull is for, so that a folder never holds files of two. */
final class Commits {
    private final PullListener listener;
    private final Path folder;

    Commits(PullListener listener, Path folder) {
        this.listener = listener;
        this.folder = folder;
    }

    /**
     * The commits to pull: those that the folder holds or was begun with, where it is asked for the same as then.
     *
     * @param now what the revisions are now
     * @throws IllegalArgumentException if the folder holds something else
     */
    List<Repository> choose(List<Repository> now, PullLock lock) throws IOException {
        Optional<ModelManifest> complete = ModelManifest.read(folder);
        Optional<ModelManifest> before = complete.isPresent() ? complete : lock.begun();
        if (before.isEmpty() || words(before.get().repositories()).equals(words(now))) {
            return now;
        }
        List<Repository> there = before.get().repositories();
        if (!wishes(there).equals(wishes(now))) {
            throw new IllegalArgumentException((complete.isPresent()
                            ? folder + ": holds " + words(there) + ", and not "
                            : folder + ": a pull of " + words(there) + " was begun here, and not of ")
                    + words(now) + " (expected: another folder" + alternative(there, now, complete.isPresent())
                    + ")");
        }
        listener.say(now.stream().map(Repository::revision).distinct().collect(Collectors.joining(" and "))
                + " has moved on since this folder was begun: it stays at " + words(there));
        return there;
    }

    /** How these repositories would be asked for again. */
    private static String alternative(List<Repository> there, List<Repository> now, boolean complete) {
        if (!names(there).equals(names(now))) {
            return "";
        }
        Map<String, String> revisions = there.stream()
                .collect(Collectors.toMap(Repository::folder, complete ? Repository::commit : Repository::revision));
        String decoder = revisions.get(PublishedFolder.DECODER.folder());
        String prior = revisions.get(PublishedFolder.PRIOR.folder());
        return ", or --revision " + decoder + (prior.equals(decoder) ? "" : " --prior-revision " + prior);
    }

    private static List<String> names(List<Repository> repositories) {
        return repositories.stream().map(Repository::name).toList();
    }

    private static List<String> wishes(List<Repository> repositories) {
        return repositories.stream()
                .map(repository -> repository.name() + " " + repository.revision())
                .toList();
    }

    private static String words(List<Repository> repositories) {
        return repositories.isEmpty()
                ? "a model that was not pulled"
                : repositories.stream()
                        .map(repository -> repository.name() + " at " + repository.commit())
                        .collect(Collectors.joining(" and "));
    }
}
