package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decides which commits a pull is for, so that a folder never holds files of two. */
final class Commits {
    private final PullListener listener;
    private final Path folder;

    Commits(PullListener listener, Path folder) {
        this.listener = listener;
        this.folder = folder;
    }

    /**
     * The commits to pull.
     *
     * @param now what the revision is now
     * @throws IllegalArgumentException if the folder holds something else
     */
    ModelManifest choose(String revision, List<Repository> now, PullLock lock) throws IOException {
        Optional<ModelManifest> complete = ModelManifest.read(folder);
        Optional<ModelManifest> begun = lock.begun();
        if (complete.isPresent()) {
            requireSame(complete.get().repositories(), now);
        }
        if (begun.isEmpty() || commits(begun.get().repositories()).equals(commits(now))) {
            return new ModelManifest("fleet model pull", now, List.of());
        }
        requireSameSources(begun.get(), now);
        if (!revision.equals(begun.get().repositories().get(0).revision())) {
            throw new IllegalArgumentException(
                    folder + ": a pull of " + begun.get().repositories().get(0).revision()
                            + " was begun here (expected: --revision "
                            + begun.get().repositories().get(0).revision() + ", or another folder)");
        }
        listener.say(revision + " has changed since this pull was begun; it goes on with "
                + String.join(" and ", commits(begun.get().repositories())));
        return begun.get();
    }

    private void requireSame(List<Repository> there, List<Repository> now) {
        if (!sources(there).equals(sources(now)) || !commits(there).equals(commits(now))) {
            throw new IllegalArgumentException(
                    folder + ": holds " + words(there) + ", and not " + words(now) + " (expected: another folder"
                            + (there.isEmpty() ? "" : ", or --revision with the commit that is there") + ")");
        }
    }

    private void requireSameSources(ModelManifest begun, List<Repository> now) {
        if (!sources(begun.repositories()).equals(sources(now))) {
            throw new IllegalArgumentException(folder + ": a pull of " + words(begun.repositories())
                    + " was begun here (expected: the same, or another folder)");
        }
    }

    private static String words(List<Repository> repositories) {
        return repositories.isEmpty()
                ? "a model that was not pulled"
                : String.join(
                        " and ",
                        repositories.stream()
                                .map(repository -> repository.name() + " at " + repository.commit())
                                .toList());
    }

    private static List<String> sources(List<Repository> repositories) {
        return repositories.stream().map(Repository::name).toList();
    }

    private static List<String> commits(List<Repository> repositories) {
        return repositories.stream().map(Repository::commit).toList();
    }
}
