package io.wuerstchen.fleet.worker.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.wuerstchen.fleet.worker.hub.FakeHub.Fault;
import io.wuerstchen.fleet.worker.hub.FakeHub.Fault.Kind;
import io.wuerstchen.fleet.worker.hub.FakeHub.Seen;
import io.wuerstchen.fleet.worker.hub.HubSettings.Patience;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from a hub that fails in every way a hub fails. */
@Timeout(120)
class PullTest {
    private static final String DECODER = "warp-ai/wuerstchen";
    private static final String PRIOR = "warp-ai/wuerstchen-prior";
    private static final String COMMIT = "1".repeat(40);
    private static final String PRIOR_COMMIT = "2".repeat(40);
    private static final String OTHER_COMMIT = "3".repeat(40);
    private static final String LARGE = "/decoder/diffusion_pytorch_model.safetensors";
    private static final int MEBIBYTE = 1 << 20;
    /** A silence that a busy machine may make too, where a test counts nothing that comes of it. */
    private static final Duration SHORT = Duration.ofMillis(500);

    private final FakeHub hub = new FakeHub();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong expected = new AtomicLong();
    private volatile ThrowableAssert.ThrowingCallable onMove = () -> {};

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void publish() {
        folder = temporary.resolve("model");
        for (String name : List.of(DECODER, PRIOR)) {
            for (String file : List.of(
                    "README.md",
                    ".gitattributes",
                    "model_index.json",
                    "scheduler/scheduler_config.json",
                    "text_encoder/config.json",
                    "tokenizer/merges.txt",
                    "tokenizer/special_tokens_map.json",
                    "tokenizer/tokenizer.json",
                    "tokenizer/tokenizer_config.json",
                    "tokenizer/vocab.json")) {
                hub.put(name, file, (name + " " + file).getBytes(StandardCharsets.UTF_8));
            }
            hub.put(name, "text_encoder/model.safetensors", random(1, 5000));
            hub.put(name, "text_encoder/pytorch_model.bin", random(2, 5000));
        }
        hub.put(PRIOR, "prior/config.json", "{}".getBytes(StandardCharsets.UTF_8));
        hub.put(PRIOR, "prior/diffusion_pytorch_model.safetensors", random(3, 70_000));
        for (String part : List.of("decoder", "vqgan")) {
            hub.put(DECODER, part + "/config.json", "{}".getBytes(StandardCharsets.UTF_8));
            hub.put(DECODER, part + "/diffusion_pytorch_model.bin", random(4, 5000));
            hub.put(DECODER, part + "/diffusion_pytorch_model.safetensors", random(5, 5 * MEBIBYTE));
        }
        hub.commit(DECODER, COMMIT);
        hub.commit(PRIOR, PRIOR_COMMIT);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void bringsTheFilesThatAreNeededAndNoOthersAndRecordsThem() throws Exception {
        ModelManifest manifest = pull();

        assertThat(files()).contains("wuerstchen/decoder/diffusion_pytorch_model.safetensors", "fleet-model.json");
        assertThat(files()).noneMatch(file -> file.endsWith(".bin") || file.endsWith(".md") || file.contains("/."));
        assertThat(files()).hasSize(25);
        assertThat(manifest.files()).hasSize(24).allSatisfy(file -> {
            byte[] bytes = Files.readAllBytes(folder.resolve(file.path()));
            String repository = file.path().startsWith("wuerstchen/") ? DECODER : PRIOR;
            assertThat(bytes).isEqualTo(hub.file(repository, file.path().replaceFirst("[^/]+/", "")));
            assertThat(file.sha256()).isEqualTo(FakeHub.sha256(bytes));
        });
        assertThat(manifest.repositories()).allSatisfy(from -> {
            assertThat(from.commit()).isEqualTo(from.name().equals(PRIOR) ? PRIOR_COMMIT : COMMIT);
            assertThat(from.revision()).isEqualTo("main");
            assertThat(from.hub()).isEqualTo(hub.url());
            assertThat(from.license()).isEqualTo("mit");
        });
        assertThat(ModelManifest.read(folder)).contains(manifest);
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() throws Exception {
        pull(settings(Optional.of("hf_secret")), new EnvironmentProxies(Map.of()));

        assertThat(hub.seen()).filteredOn(Seen::hub).allSatisfy(request -> assertThat(request.header("Authorization"))
                .contains("Bearer hf_secret"));
        assertThat(hub.seen())
                .filteredOn(request -> !request.hub())
                .isNotEmpty()
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        ModelManifest first = pull();
        hub.forgetRequests();

        ModelManifest again = pull();

        assertThat(again).isEqualTo(first);
        assertThat(hub.seen()).noneMatch(request -> request.path().contains("/resolve/"));
    }

    @Test
    void aFileThatIsDamagedHereIsFetchedAgain() throws Exception {
        pull();
        Path damaged = folder.resolve("wuerstchen/model_index.json");
        byte[] right = Files.readAllBytes(damaged);
        Files.write(damaged, new byte[right.length]);

        pull();

        assertThat(damaged).hasBinaryContent(right);
        assertThat(said)
                .containsExactly(damaged + " is another file than " + DECODER + " has at " + COMMIT
                        + "; it is fetched and written over");
    }

    @Test
    void aFileThatNoPullHasBroughtIsNotWrittenOverUnasked() throws Exception {
        Path mine = folder.resolve("wuerstchen" + LARGE);
        Files.createDirectories(mine.getParent());
        Files.writeString(mine, "mine");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(this::pull)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(mine + ": is another file than " + DECODER + " has at " + COMMIT
                            + ", and no pull brought it (expected: another folder, or --overwrite)");
        }
        assertThat(mine).hasContent("mine");
        assertThat(files()).containsExactly("wuerstchen" + LARGE);

        pull(new Pull.Wanted(new Pull.Published(DECODER, "main"), new Pull.Published(PRIOR, "main"), true));

        assertRight(LARGE);
    }

    @Test
    void filesThatAreRightAreTakenWhoeverBroughtThem() throws Exception {
        Path there = folder.resolve("wuerstchen" + LARGE);
        Files.createDirectories(there.getParent());
        Files.write(there, hub.file(DECODER, LARGE.substring(1)));

        pull();

        assertThat(hub.deliveries(DECODER + LARGE)).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void aFileThatWouldBeReadWithThePulledOnesIsNamed() throws Exception {
        hub.remove(DECODER, "tokenizer/tokenizer.json");
        hub.commit(DECODER, COMMIT);
        pull();
        Path foreign = folder.resolve("wuerstchen/tokenizer/tokenizer.json");
        Files.writeString(foreign, "{}");

        assertThatThrownBy(this::pull)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(foreign + ": is not of " + DECODER + " at " + COMMIT
                        + ", and would be read with it (expected: no such file, or another folder)");
    }

    @Test
    void goesOnWhereAConnectionWasCut() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), new Fault(Kind.CUT, 2 * MEBIBYTE + 7));

        pull();

        List<Long> starts = starts();
        assertThat(starts).hasSize(3).isSorted().startsWith(0L).doesNotHaveDuplicates();
        assertThat(starts.get(2)).isGreaterThan(2 * MEBIBYTE);
        assertRight(LARGE);
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void aConnectionThatIsCutAgainAndAgainWithoutAnythingNewIsGivenUp() {
        hub.fail(
                DECODER + LARGE,
                Collections.nCopies(10, new Fault(Kind.CUT, 100)).toArray(Fault[]::new));

        assertThatThrownBy(this::pull).isInstanceOf(HubException.class).hasMessageContaining(LARGE + ": ");
        assertThat(hub.deliveries(DECODER + LARGE)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void asksAgainWhereTheHubIsBusy(int status) throws Exception {
        hub.fail("/revision/main", new Fault(Kind.STATUS, status));
        hub.fail("/tree/" + PRIOR_COMMIT, new Fault(Kind.STATUS, status), new Fault(Kind.STATUS, status));
        hub.fail(LARGE, new Fault(Kind.STATUS, status));
        hub.fail("scheduler_config.json", new Fault(Kind.STATUS, status));

        pull();

        assertRight(LARGE);
    }

    @Test
    void aHubThatStaysBusyIsGivenUpWithItsWords() {
        hub.fail(
                "/revision/main",
                Collections.nCopies(9, new Fault(Kind.STATUS, 503)).toArray(Fault[]::new));

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/" + PRIOR + "/revision/main: 127.0.0.1 says 503, as planned");
        assertThat(said).first(STRING).matches(".*says 503, as planned; attempt 1 of \\d+ failed, the next one .* s");
    }

    @ParameterizedTest
    @CsvSource({"401", "403"})
    void aHubThatRefusesIsNotAskedAgainAndTheMessageSaysWhatIsNeeded(int status) {
        hub.fail("/revision/main", new Fault(Kind.STATUS, status));

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/" + PRIOR + "/revision/main: 127.0.0.1 says " + status
                        + ", as planned (expected: a repository that is public, or a token that may read it: HF_TOKEN or"
                        + " --token-file; some ask for consent on their page first)");
        assertThat(hub.seen()).hasSize(1);
        assertThat(folder).doesNotExist();
    }

    @Test
    void aRepositoryThatIsNoneIsNamed() {
        assertThatThrownBy(() -> pull(wanted("someone/else")))
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/someone/else-prior/revision/main: 127.0.0.1 says 404,"
                        + " RepoNotFound (expected: a repository, revision and file that there are)");
    }

    @Test
    void aRepositoryWithoutANeededFileIsNamed() {
        hub.remove(DECODER, "vqgan/config.json");
        hub.commit(DECODER, COMMIT);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessage(DECODER + " at " + COMMIT + ": has no vqgan/config.json (expected: a repository of"
                        + " Würstchen's, as diffusers saves it)");
    }

    @Test
    void aFileOfTheWrongHashIsFetchedAgain() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.WRONG, 0));
        hub.fail("/vqgan/config.json", new Fault(Kind.WRONG, 0));

        pull();

        assertRight(LARGE);
        assertRight("/vqgan/config.json");
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void aPartThatSomebodyElseHasMadeLargerThanTheFileIsFetchedAnew() throws Exception {
        AtomicBoolean larger = new AtomicBoolean();
        onMove = () -> {
            Optional<Path> begun = part().filter(PullTest::isToldOfOnceMore);
            if (begun.isPresent() && larger.compareAndSet(false, true)) {
                Files.write(begun.get(), new byte[6 * MEBIBYTE], StandardOpenOption.APPEND);
            }
        };

        pull();

        assertThat(larger).isTrue();
        assertRight(LARGE);
        assertThat(hub.deliveries(DECODER + LARGE)).hasSize(2);
    }

    @Test
    void aFileOfTheWrongHashThreeTimesIsAnErrorAndNothingIsKeptOfIt() {
        Fault wrong = new Fault(Kind.WRONG, 0);
        hub.fail(DECODER + LARGE, wrong, wrong, wrong, wrong);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageMatching("\\Q" + hub.url() + "/" + DECODER + "/resolve/" + COMMIT + LARGE
                        + "\\E: sha256 [0-9a-f]{64}, 3 times \\(expected: "
                        + FakeHub.sha256(hub.file(DECODER, LARGE.substring(1))) + ", as the hub states it\\)");
        assertThat(folder.resolve("wuerstchen" + LARGE)).doesNotExist();
        assertThat(folder.resolve(ModelManifest.NAME)).doesNotExist();
    }

    @Test
    void anAddressThatHasExpiredIsAskedForAnew() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), new Fault(Kind.CONTENT_STATUS, 403));

        pull();

        assertRight(LARGE);
        assertThat(hub.seen())
                .filteredOn(request -> request.hub() && request.path().endsWith(LARGE))
                .filteredOn(request -> request.path().contains(DECODER + "/"))
                .hasSize(3);
    }

    @Test
    void aServerThatIgnoresRangesSendsTheWholeAgain() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), new Fault(Kind.WHOLE, 0));

        pull();

        assertRight(LARGE);
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void aServerThatIgnoresRangesAndCutsAgainAndAgainIsGivenUp() {
        hub.fail(
                DECODER + LARGE,
                Collections.nCopies(40, new Fault(Kind.WHOLE_CUT, 2 * MEBIBYTE)).toArray(Fault[]::new));

        assertThatThrownBy(this::pull).isInstanceOf(HubException.class).hasMessageContaining(LARGE + ": ");
        assertThat(hub.deliveries(DECODER + LARGE)).hasSize(1 + 4);
    }

    @Test
    void aServerMayAnswerWithLessThanTheRest() throws Exception {
        Fault slice = new Fault(Kind.SLICE, 2 * MEBIBYTE);
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), slice, slice);

        pull();

        assertThat(starts()).hasSize(3).isSorted().doesNotHaveDuplicates();
        assertThat(said).isEmpty();
        assertRight(LARGE);
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void ofARangeThatWasNotAskedForNothingIsTaken() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), new Fault(Kind.OTHER_PART, 0));

        pull();

        assertThat(said)
                .singleElement(STRING)
                .matches(".*" + LARGE + ": status 206, range bytes \\d+-5242879/5242880 \\(expected: bytes \\d+- of"
                        + " 5242880\\); attempt 1 of 4 failed, .*");
        assertRight(LARGE);
        assertThat(moved.get()).isEqualTo(expected.get());
    }

    @Test
    void afterEachCutItWaitsBeforeItGoesOn() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE));
        var patience = new Patience(4, Duration.ofMillis(400), Duration.ofSeconds(1));

        pull(new HubSettings(address(Optional.empty()), 4, Duration.ofSeconds(5), patience), noProxies());

        List<Seen> deliveries = hub.deliveries(DECODER + LARGE);
        assertThat(Duration.ofNanos(
                        deliveries.get(1).nanos() - deliveries.get(0).nanos()))
                .isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void aConnectionThatFallsSilentIsCut() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.SILENT, 2 * MEBIBYTE));
        hub.fail("/prior/config.json", new Fault(Kind.SILENT, 1));

        pull(settings(Optional.empty(), SHORT), noProxies());

        assertRight(LARGE);
    }

    @Test
    void aHubThatFallsSilentInWhatItSaysOfARepositoryIsAskedAgain() throws Exception {
        hub.fail("/revision/main", new Fault(Kind.SILENT, 0), new Fault(Kind.SILENT, 10));
        hub.fail("/tree/" + COMMIT, new Fault(Kind.SILENT, 10));

        pull(settings(Optional.empty(), SHORT), noProxies());

        assertRight(LARGE);
        assertThat(said).hasSizeGreaterThanOrEqualTo(3).allMatch(line -> line.contains(": cannot be read: "));
    }

    @Test
    void aPullIsInterruptedAlsoWhileTheHubSaysNothing() throws Exception {
        hub.fail("/revision/main", new Fault(Kind.SILENT, 10));
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread pull = new Thread(() -> ended.set(catchThrowable(() ->
                pull(new HubSettings(address(Optional.empty()), 4, Duration.ofMinutes(2), patience()), noProxies()))));
        pull.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> !hub.seen().isEmpty());

        pull.interrupt();

        pull.join(Duration.ofSeconds(30).toMillis());
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anAnswerWithoutAnEndIsNamed() {
        hub.fail("/revision/main", new Fault(Kind.ENDLESS, 0));

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/" + PRIOR
                        + "/revision/main: more than 16777216 bytes (expected: what a hub answers)");
    }

    @Test
    void aListingWithoutAnEndIsNamed() {
        for (int i = 0; i < 701; i++) {
            hub.put(PRIOR, "many/" + i, new byte[0]);
        }
        hub.commit(PRIOR, PRIOR_COMMIT);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/" + PRIOR + "/tree/" + PRIOR_COMMIT
                        + ": more than 100 pages of files (expected: a model's repository)");
    }

    @Test
    void anInterruptedPullLeavesOnlyWhatTheNextGoesOnWith() throws Exception {
        hub.fail(DECODER + LARGE, new Fault(Kind.SILENT, 3 * MEBIBYTE));
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread pull = new Thread(() -> {
            try {
                pull(new HubSettings(address(Optional.empty()), 4, Duration.ofMinutes(2), patience()), noProxies());
            } catch (Throwable e) {
                ended.set(e);
            }
        });
        pull.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> part().isPresent()
                        && Files.size(part().get()) == 3 * MEBIBYTE
                        && moved.get() == expected.get() - 2 * MEBIBYTE);
        pull.interrupt();
        pull.join();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertThat(files())
                .filteredOn(file -> file.contains("/.") || file.startsWith("."))
                .allMatch(file -> file.endsWith(".part"));
        assertThat(files()).doesNotContain("wuerstchen" + LARGE, ModelManifest.NAME);
        hub.forgetRequests();
        moved.set(0);

        pull();

        assertThat(hub.seen())
                .filteredOn(request -> request.path().contains("/resolve/"))
                .singleElement()
                .satisfies(request -> assertThat(request.header("Range")).contains("bytes=" + 3 * MEBIBYTE + "-"))
                .satisfies(request -> assertThat(request.header("If-Range")).isEmpty());
        assertRight(LARGE);
        assertThat(expected.get()).isEqualTo(2 * MEBIBYTE);
        assertThat(files()).noneMatch(file -> file.contains("/.") || file.startsWith("."));
    }

    @Test
    void aPullThatWasBegunIsCompletedAtItsCommitsWhenTheBranchHasMoved() throws Exception {
        byte[] begun = hub.file(DECODER, LARGE.substring(1));
        interruptAPull();
        move(DECODER);

        ModelManifest manifest = pull();

        assertThat(said)
                .contains("main has moved on since this folder was begun: it stays at " + PRIOR + " at " + PRIOR_COMMIT
                        + " and " + DECODER + " at " + COMMIT);
        assertThat(folder.resolve("wuerstchen" + LARGE)).hasBinaryContent(begun);
        assertThat(manifest.repositories()).extracting(Repository::commit).containsExactly(PRIOR_COMMIT, COMMIT);
        assertThat(hub.seen()).noneMatch(request -> request.path().contains(OTHER_COMMIT));
    }

    @Test
    void aCompleteFolderIsMendedAtItsCommitsWhenTheBranchHasMoved() throws Exception {
        ModelManifest first = pull();
        byte[] right = Files.readAllBytes(folder.resolve("wuerstchen" + LARGE));
        Files.write(folder.resolve("wuerstchen" + LARGE), new byte[right.length]);
        move(DECODER);
        move(PRIOR);

        ModelManifest again = pull();

        assertThat(again).isEqualTo(first);
        assertThat(folder.resolve("wuerstchen" + LARGE)).hasBinaryContent(right);
        assertThat(said).anyMatch(line -> line.startsWith("main has moved on since "));
    }

    @Test
    void theCommitsOfBothRepositoriesCanBeAskedFor() throws Exception {
        byte[] old = hub.file(DECODER, LARGE.substring(1));
        move(DECODER);
        move(PRIOR);

        ModelManifest manifest = pull(
                new Pull.Wanted(new Pull.Published(DECODER, COMMIT), new Pull.Published(PRIOR, PRIOR_COMMIT), false));

        assertThat(manifest.repositories())
                .extracting(Repository::revision, Repository::commit)
                .containsExactly(tuple(PRIOR_COMMIT, PRIOR_COMMIT), tuple(COMMIT, COMMIT));
        assertThat(folder.resolve("wuerstchen" + LARGE)).hasBinaryContent(old);
    }

    @Test
    void aRevisionThatARepositoryDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> pull(
                        new Pull.Wanted(new Pull.Published(DECODER, COMMIT), new Pull.Published(PRIOR, COMMIT), false)))
                .isInstanceOf(HubException.class)
                .hasMessage(hub.url() + "/api/models/" + PRIOR + "/revision/" + COMMIT + ": 127.0.0.1 says 404,"
                        + " RevisionNotFound (expected: a repository, revision and file that there are)");
    }

    @Test
    void aCompleteFolderIsNotMixedWithAnotherCommit() throws Exception {
        pull();
        move(PRIOR);

        assertThatThrownBy(() -> pull(new Pull.Wanted(
                        new Pull.Published(DECODER, COMMIT), new Pull.Published(PRIOR, OTHER_COMMIT), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder + ": holds " + PRIOR + " at " + PRIOR_COMMIT + " and " + DECODER + " at " + COMMIT
                        + ", and not " + PRIOR + " at " + OTHER_COMMIT + " and " + DECODER + " at " + COMMIT
                        + " (expected: another folder, or --revision " + COMMIT + " --prior-revision " + PRIOR_COMMIT
                        + ")");
    }

    @Test
    void aFolderInWhichAnotherRevisionWasBegunIsNotGoneOnWith() {
        interruptAPull();
        move(PRIOR);

        assertThatThrownBy(() -> pull(new Pull.Wanted(
                        new Pull.Published(DECODER, COMMIT), new Pull.Published(PRIOR, OTHER_COMMIT), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder + ": a pull of " + PRIOR + " at " + PRIOR_COMMIT + " and " + DECODER + " at "
                        + COMMIT + " was begun here, and not of " + PRIOR + " at " + OTHER_COMMIT + " and " + DECODER
                        + " at " + COMMIT + " (expected: another folder, or --revision main)");
    }

    /** Leaves the first two mebibytes of Stage B's weights. */
    private void interruptAPull() {
        Fault gone = new Fault(Kind.CONTENT_STATUS, 404);
        hub.fail(DECODER + LARGE, new Fault(Kind.CUT, 2 * MEBIBYTE), gone);
        assertThatThrownBy(this::pull).isInstanceOf(HubException.class);
    }

    /** Main gets another commit, with other weights. */
    private void move(String repository) {
        String weights = repository.equals(PRIOR) ? "prior" : "decoder";
        hub.put(repository, weights + "/diffusion_pytorch_model.safetensors", random(6, 5 * MEBIBYTE));
        hub.commit(repository, OTHER_COMMIT);
    }

    @Test
    void aRevisionIsLookedUpOnce() throws Exception {
        pull();

        assertThat(hub.seen())
                .filteredOn(request -> request.path().contains("/revision/"))
                .hasSize(2);
        assertThat(hub.seen())
                .filteredOn(request -> request.path().contains("/resolve/"))
                .allMatch(request -> request.path().contains(DECODER + "/resolve/" + COMMIT + "/")
                        || request.path().contains(PRIOR + "/resolve/" + PRIOR_COMMIT + "/"));
    }

    @Test
    void twoPullsDoNotMeetInOneFolder() throws Exception {
        try (PullLock held = PullLock.take(folder)) {
            assertThatThrownBy(this::pull)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(folder + ": another pull is at work (expected: one at a time)");
        }

        pull();

        assertRight(LARGE);
    }

    @Test
    void asksThroughAProxyThatTheEnvironmentNames() throws Exception {
        var proxies =
                new EnvironmentProxies(Map.of("HTTP_PROXY", "http://127.0.0.1:" + hub.port(), "NO_PROXY", "127.0.0.1"));
        var settings = new HubSettings(
                HubAddress.of("http://hub.example", Optional.empty()), 4, Duration.ofSeconds(5), patience());

        pull(settings, proxies);

        assertRight(LARGE);
        assertThat(hub.seen()).filteredOn(Seen::hub).allSatisfy(request -> assertThat(request.header("Host"))
                .contains("hub.example"));
    }

    private ModelManifest pull() throws IOException, InterruptedException {
        return pull(settings(Optional.empty()), noProxies());
    }

    private ModelManifest pull(Pull.Wanted wanted) throws IOException, InterruptedException {
        return new Pull(settings(Optional.empty()), noProxies(), listener()).run(wanted, folder);
    }

    private ModelManifest pull(HubSettings settings, ProxySelector proxies) throws IOException, InterruptedException {
        return new Pull(settings, proxies, listener()).run(wanted(DECODER), folder);
    }

    private static Pull.Wanted wanted(String repository) {
        return new Pull.Wanted(
                new Pull.Published(repository, "main"), new Pull.Published(repository + "-prior", "main"), false);
    }

    private PullListener listener() {
        return new PullListener() {
            @Override
            public void expect(long bytes) {
                expected.set(bytes);
            }

            @Override
            public void moved(long bytes) {
                moved.addAndGet(bytes);
                synchronized (said) { // so that the thread whose file it is gets no further than the next piece
                    assertThatCode(onMove).doesNotThrowAnyException();
                }
            }

            @Override
            public void say(String line) {
                said.add(line);
            }
        };
    }

    private HubSettings settings(Optional<String> token) {
        return settings(token, Duration.ofSeconds(60));
    }

    private HubSettings settings(Optional<String> token, Duration silence) {
        return new HubSettings(address(token), 4, silence, patience());
    }

    private HubAddress address(Optional<String> token) {
        return HubAddress.of(hub.url(), token);
    }

    private static Patience patience() {
        return new Patience(4, Duration.ofMillis(1), Duration.ofMillis(20));
    }

    private static ProxySelector noProxies() {
        return new EnvironmentProxies(Map.of());
    }

    /** First bytes that Stage B's weights were asked for from. */
    private List<Long> starts() {
        return hub.deliveries(DECODER + LARGE).stream()
                .map(request -> request.header("Range").orElse("0").replaceAll("\\D", ""))
                .map(Long::valueOf)
                .toList();
    }

    private void assertRight(String path) {
        assertThat(folder.resolve("wuerstchen" + path)).hasBinaryContent(hub.file(DECODER, path.substring(1)));
    }

    private Optional<Path> part() throws IOException {
        Path decoder = folder.resolve("wuerstchen/decoder");
        if (!Files.isDirectory(decoder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(decoder)) {
            return files.filter(file ->
                            file.toString().endsWith(".part") && file.toString().contains("safetensors"))
                    .findFirst();
        }
    }

    /** Begun, and far from its end: as whoever moves it has to say so first, it keeps its name while another one is heard. */
    private static boolean isToldOfOnceMore(Path part) {
        long size = part.toFile().length(); // zero if it is gone
        return size > 0 && size < 4 * MEBIBYTE;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static byte[] random(long seed, int bytes) {
        byte[] random = new byte[bytes];
        new Random(seed).nextBytes(random);
        return random;
    }
}
