package io.wuerstchen.fleet.worker.hub;

import io.wuerstchen.fleet.worker.hub.HubRepository.State;
import io.wuerstchen.fleet.worker.manifest.DiskSpace;
import io.wuerstchen.fleet.worker.manifest.ModelFile;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.PublishedFolder;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Brings both halves of a model into a folder. What an interrupted pull has left is gone on with; what is there and right is not
 * fetched again.
 */
public final class Pull {
    private static final String MADE_BY = "fleet model pull";

    private final HubSettings settings;
    private final HubClient client;
    private final PullListener listener;

    /**
     * What is wanted.
     *
     * @param decoder has Stages B and A
     * @param prior has Stage C
     * @param overwrite whether files may be written over that no pull has brought
     */
    public record Wanted(Published decoder, Published prior, boolean overwrite) {
        private Published of(PublishedFolder half) {
            return half == PublishedFolder.PRIOR ? prior : decoder;
        }
    }

    /**
     * A repository as it is asked for.
     *
     * @param revision a branch, tag or commit of it
     */
    public record Published(String repository, String revision) {
        /** @throws IllegalArgumentException if one of the names can be none */
        public Published {
            if (!repository.matches("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+") || repository.contains("..")) {
                throw new IllegalArgumentException("repository: " + repository + " (expected: OWNER/NAME)");
            }
            if (revision.isBlank()) {
                throw new IllegalArgumentException(
                        "revision: " + revision + " (expected: a branch, a tag or a commit)");
            }
        }
    }

    public Pull(HubSettings settings, ProxySelector proxies, PullListener listener) {
        this.settings = settings;
        this.listener = listener;
        client = new HubClient(settings.address(), proxies);
    }

    /**
     * Fills the folder, and says what it holds in fleet-model.json.
     *
     * @throws HubException if the hub does not give all of it
     * @throws IllegalArgumentException if the folder holds another model or files of others, or the disk is too small
     * @throws InterruptedException if the thread was interrupted; another pull goes on
     */
    public ModelManifest run(Wanted wanted, Path folder) throws IOException, InterruptedException {
        try (PullLock lock = PullLock.take(folder)) {
            List<Repository> now = ask(transfer -> states(wanted, transfer));
            List<Repository> chosen = new Commits(listener, folder).choose(now, lock);
            List<PlannedFile> planned = ask(transfer -> plan(chosen, transfer));
            boolean pulled =
                    ModelManifest.read(folder).isPresent() || lock.begun().isPresent();
            List<PlannedFile> wrong = new FilesThere(listener, folder).wrong(planned, pulled || wanted.overwrite());
            lock.begin(new ModelManifest(MADE_BY, chosen, List.of()));
            fetch(wrong, folder);
            ModelManifest manifest = new ModelManifest(MADE_BY, chosen, recorded(planned, folder));
            manifest.write(folder);
            lock.done();
            return manifest;
        } catch (HubException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
    }

    /** By a thread of its own: an interrupt would not reach one that reads. */
    private <T> T ask(Function<Transfer, T> question) throws InterruptedException {
        AtomicReference<T> answer = new AtomicReference<>();
        try (Connections connections = new Connections(settings.silence())) {
            Runnable asking = () -> answer.set(question.apply(transfer(connections)));
            new Crew(1, connections::close).run(List.of(asking));
        }
        return answer.get();
    }

    private Transfer transfer(Connections connections) {
        return new Transfer(client, new Attempts(settings.patience(), listener), connections, listener);
    }

    private List<Repository> states(Wanted wanted, Transfer transfer) {
        List<Repository> repositories = new ArrayList<>();
        for (PublishedFolder half : PublishedFolder.values()) {
            Published published = wanted.of(half);
            State state = repository(published.repository(), transfer).at(published.revision());
            repositories.add(new Repository(
                    half.folder(),
                    settings.address().toString(),
                    published.repository(),
                    published.revision(),
                    state.commit(),
                    state.license()));
        }
        return repositories;
    }

    private void fetch(List<PlannedFile> files, Path folder) throws IOException, InterruptedException {
        try (Connections connections = new Connections(settings.silence())) {
            Transfer transfer = transfer(connections);
            List<Download> downloads =
                    files.stream().map(file -> file.download(transfer, folder)).toList();
            long missing = downloads.stream().mapToLong(Download::missing).sum();
            DiskSpace.require(folder, missing);
            listener.expect(missing);
            new Crew(settings.atOnce(), connections::close).run(downloads);
        }
    }

    private List<PlannedFile> plan(List<Repository> repositories, Transfer transfer) {
        return repositories.stream()
                .flatMap(from -> plan(from, transfer).stream())
                .toList();
    }

    private List<PlannedFile> plan(Repository from, Transfer transfer) {
        HubRepository repository = repository(from.name(), transfer);
        Map<String, HubFile> listed = repository.files(from.commit());
        PublishedFolder half = PublishedFolder.named(from.folder());
        List<String> missing = half.missing(listed::containsKey);
        if (!missing.isEmpty()) {
            throw HubException.lasting(from.name() + " at " + from.commit() + ": has no " + String.join(", ", missing)
                    + " (expected: a repository of Würstchen's, as diffusers saves it)");
        }
        return half.read(listed::containsKey).stream()
                .map(path -> new PlannedFile(from, repository, listed.get(path)))
                .toList();
    }

    /** SHA-256 of all, also of those of which the hub states another hash. */
    private static List<ModelFile> recorded(List<PlannedFile> planned, Path folder) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        for (PlannedFile file : planned) {
            Path path = folder.resolve(file.path());
            files.add(
                    file.listed().algorithm().equals("sha256")
                            ? new ModelFile(
                                    file.path(),
                                    file.listed().bytes(),
                                    file.listed().hash())
                            : ModelFile.of(file.path(), Files.readAllBytes(path)));
        }
        return files;
    }

    private HubRepository repository(String name, Transfer transfer) {
        return new HubRepository(transfer, settings.address(), name);
    }
}
