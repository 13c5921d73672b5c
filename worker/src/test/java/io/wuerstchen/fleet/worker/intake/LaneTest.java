package io.wuerstchen.fleet.worker.intake;

import static org.apache.kafka.clients.consumer.AcknowledgeType.ACCEPT;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RELEASE;
import static org.apache.kafka.clients.consumer.AcknowledgeType.RENEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaneTest {
    private static final int LONG_LOCK = 30_000;
    private static final LaneTiming PATIENT =
            new LaneTiming(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(20));
    private static final LaneTiming HASTY =
            new LaneTiming(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(20));

    private final List<Delivery> taken = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> died = new AtomicReference<>();
    private final AtomicBoolean mayTake = new AtomicBoolean(true);
    private final AtomicInteger era = new AtomicInteger();
    private final AtomicInteger joined = new AtomicInteger();
    private Lane lane;
    private Thread thread;

    @AfterEach
    void end() throws InterruptedException {
        lane.stop();
        taken.forEach(Delivery::accept);
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void acceptsEachRecordInACommitOfItsOwn() {
        FakeShareGroup group = holding(3, LONG_LOCK);

        for (int index : List.of(2, 0, 1)) {
            taken.get(index).accept();
        }

        await().until(() -> group.commits().size() == 3);
        assertThat(group.commits())
                .allSatisfy(commit -> assertThat(commit.types()).hasSize(1));
        assertThat(group.acknowledged(ACCEPT)).containsExactly(2L, 0L, 1L);
    }

    @Test
    void givesBackWhatIsReleasedAndHoldsOnToTheRest() {
        FakeShareGroup group = holding(2, LONG_LOCK);

        taken.get(1).release();

        await().until(() -> group.acknowledged(RELEASE).equals(List.of(1L)));
        assertThat(taken.get(0).lost()).isFalse();
        assertThat(taken).hasSize(2);
    }

    @Test
    void whatIsReleasedLaterIsKeptUntilThen() {
        FakeShareGroup group = holding(2, 90, releasingAfter(Duration.ofMillis(400)));
        long from = System.nanoTime();

        taken.get(1).releaseLater();

        await().until(() -> group.acknowledged(RELEASE).equals(List.of(1L)));
        FakeShareGroup.Commit release = group.commits().stream()
                .filter(commit -> commit.isOnly(RELEASE))
                .findFirst()
                .orElseThrow();
        assertThat(release.atNanos() - from)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(renewals(group)).isPositive();
        assertThat(taken).hasSize(2).noneMatch(Delivery::lost);
    }

    @Test
    void onceStoppedItReleasesAtOnce() {
        FakeShareGroup group = holding(1, LONG_LOCK, releasingAfter(Duration.ofHours(1)));
        taken.get(0).releaseLater();

        lane.stop();

        await().until(() -> !thread.isAlive());
        assertThat(group.acknowledged(RELEASE)).containsExactly(0L);
    }

    @Test
    void takesNothingNewWhileItHoldsAnything() {
        FakeShareGroup group = holding(2, LONG_LOCK);
        publish(group, 1);

        taken.get(0).accept();
        await().until(() -> group.acknowledged(ACCEPT).size() == 1);
        assertThat(taken).hasSize(2);
        taken.get(1).accept();

        await().until(() -> taken.size() == 3);
    }

    @Test
    void renewsEveryThirdOfTheLock() {
        FakeShareGroup group = holding(2, 600);

        await().until(() -> group.commits().size() == 5);

        assertThat(group.commits()).allSatisfy(commit -> {
            assertThat(commit.isOnly(RENEW)).isTrue();
            assertThat(commit.types()).hasSize(2);
            assertThat(commit.refused()).isFalse();
        });
        List<Long> at =
                group.commits().stream().map(FakeShareGroup.Commit::atNanos).toList();
        long shortest = IntStream.range(1, at.size())
                .mapToLong(i -> at.get(i) - at.get(i - 1))
                .min()
                .orElseThrow();
        assertThat(Duration.ofNanos(shortest)).isBetween(Duration.ofMillis(199), Duration.ofMillis(300));
    }

    @Test
    void acknowledgesWhatWasRenewedManyTimes() {
        FakeShareGroup group = holding(2, 30);
        await().until(() -> group.commits().size() > 5);

        taken.get(0).accept();

        await().until(() -> group.acknowledged(ACCEPT).equals(List.of(0L)));
        assertThat(taken).hasSize(2).noneMatch(Delivery::redelivered);
    }

    @Test
    void neverSettlesAndRenewsInOneCommit() {
        FakeShareGroup group = holding(16, 30);
        List<Delivery> shuffled = new ArrayList<>(taken);
        Collections.shuffle(shuffled, new Random(1));

        for (Delivery delivery : shuffled) {
            long renewals = renewals(group);
            await().pollInterval(Duration.ofMillis(1)).until(() -> renewals(group) > renewals);
            delivery.accept();
        }

        await().until(() -> group.acknowledged(ACCEPT).size() == 16);
        assertThat(group.acknowledged(ACCEPT)).doesNotHaveDuplicates();
        assertThat(group.commits())
                .allMatch(commit -> commit.isOnly(RENEW) || commit.types().size() == 1)
                .noneMatch(FakeShareGroup.Commit::refused);
    }

    @Test
    void whoseLocksAreLostLosesItsDeliveries() {
        FakeShareGroup group = holding(2, 300);

        group.loseLocks();

        await().until(() -> taken.get(0).lost() && taken.get(1).lost());
        assertThat(taken).hasSize(2);
    }

    @Test
    void theSettlementOfALostDeliveryAcknowledgesNothing() {
        // Given
        FakeShareGroup group = holding(1, 300);
        group.loseLocks();
        await().until(() -> taken.get(0).lost());
        group.returnLost();
        await().until(() -> taken.size() == 2);

        // When
        taken.get(0).accept();
        taken.get(1).release();

        // Then
        await().until(() -> taken.size() == 3);
        assertThat(group.acknowledged(ACCEPT)).isEmpty();
        assertThat(group.acknowledged(RELEASE)).containsExactly(0L);
    }

    @Test
    void aLapsedLockThatComesBackToItIsHeldAsBefore() {
        // Given
        FakeShareGroup group = holding(1, 300);
        group.expireLocks();
        await().until(() ->
                group.commits().stream().filter(commit -> !commit.refused()).count() > 1);

        // When
        taken.get(0).accept();

        // Then
        await().until(() -> group.acknowledged(ACCEPT).equals(List.of(0L)));
        assertThat(group.commits()).anyMatch(FakeShareGroup.Commit::refused);
        assertThat(taken).hasSize(1);
    }

    @Test
    void aRefusedAcceptIsNoFailure() {
        // Given
        FakeShareGroup group = holding(1, LONG_LOCK);
        group.expireLocks();

        // When
        taken.get(0).accept();

        // Then
        await().until(() -> taken.size() == 2);
        assertThat(group.commits()).singleElement().matches(FakeShareGroup.Commit::refused);
        assertThat(taken.get(1).redelivered()).isTrue();
        assertThat(group.opened()).isEqualTo(1);
    }

    @Test
    void onceStoppedItWaitsForWhatIsInHand() {
        FakeShareGroup group = holding(2, LONG_LOCK);

        lane.stop();
        publish(group, 1);
        taken.forEach(Delivery::accept);

        await().until(() -> !thread.isAlive());
        assertThat(group.acknowledged(ACCEPT)).containsExactly(0L, 1L);
        assertThat(group.acknowledged(RELEASE)).isEmpty();
        assertThat(taken).hasSize(2);
    }

    @Test
    void handsBackWhatIsNotSettledWithinTheGracePeriod() {
        FakeShareGroup group = holding(2, LONG_LOCK, HASTY);

        lane.stop();

        await().until(() -> !thread.isAlive());
        assertThat(group.acknowledged(RELEASE)).containsExactlyInAnyOrder(0L, 1L);
        assertThat(taken).allMatch(Delivery::lost);
    }

    @Test
    void takesNothingWhileItMayNotAndHoldsOnToWhatItHas() {
        // Given
        FakeShareGroup group = holding(2, 300);
        mayTake.set(false);
        publish(group, 1);

        // When
        taken.get(0).accept();
        await().until(() -> group.commits().stream().anyMatch(commit -> commit.isOnly(RENEW)));
        taken.get(1).accept();

        // Then
        await().until(() -> lane.inHand() == 0 && group.members() == 0);
        assertThat(group.acknowledged(ACCEPT)).containsExactly(0L, 1L);
        assertThat(taken).hasSize(2).noneMatch(Delivery::lost);
    }

    @Test
    void takesNothingUnaskedThoughARenewalIsDueWhenItsLastRecordIsSettled() {
        // Given locks so short that one always is
        FakeShareGroup group = holding(1, 0);
        mayTake.set(false);
        publish(group, 1);

        // When
        taken.get(0).accept();

        // Then
        await().until(() -> lane.inHand() == 0 && group.members() == 0);
        assertThat(taken).hasSize(1);
    }

    @Test
    void comesBackOnceItMayTakeAgain() {
        mayTake.set(false);
        FakeShareGroup group = new FakeShareGroup(LONG_LOCK);
        publish(group, 1);
        start(group, PATIENT);

        mayTake.set(true);

        await().until(() -> lane.inHand() == 1);
    }

    @Test
    void joinsItsGroupAgainInAnotherEraOnceItHoldsNothing() {
        FakeShareGroup group = holding(1, LONG_LOCK);
        era.incrementAndGet();
        publish(group, 1);

        taken.get(0).accept();

        await().until(() -> taken.size() == 2);
        assertThat(joined).hasValue(2);
        assertThat(group.acknowledged(ACCEPT)).containsExactly(0L);
    }

    @Test
    void aFullGroupEndsItAtOnce() {
        FakeShareGroup group = new FakeShareGroup(LONG_LOCK);
        group.failAlways(new GroupMaxSizeReachedException("full"));

        start(group, PATIENT);

        await().until(() -> !thread.isAlive());
        assertThat(died.get()).isInstanceOf(GroupMaxSizeReachedException.class);
        assertThat(group.opened()).isEqualTo(1);
    }

    @Test
    void anInterruptStopsIt() {
        holding(1, LONG_LOCK, HASTY);

        thread.interrupt();

        await().until(() -> !thread.isAlive());
        assertThat(taken).allMatch(Delivery::lost);
    }

    @Test
    void joinsAgainAfterAFailureAndTakesWhatItHeldOnceMore() {
        FakeShareGroup group = holding(2, 300);

        group.failNext(3);

        await().until(() -> taken.size() == 4);
        assertThat(taken.subList(0, 2)).allMatch(Delivery::lost);
        assertThat(taken.subList(2, 4)).allMatch(Delivery::redelivered).noneMatch(Delivery::lost);
        assertThat(group.opened()).isEqualTo(4);
    }

    @Test
    void givesUpAfterTenFailuresInARow() {
        FakeShareGroup group = new FakeShareGroup(LONG_LOCK);
        group.failNext(1000);

        start(group, PATIENT);

        await().until(() -> !thread.isAlive());
        assertThat(died.get()).isInstanceOf(KafkaException.class).hasMessage("the broker is gone");
        assertThat(group.opened()).isEqualTo(10);
    }

    @Test
    void givesUpAfterTenFailuresInARowThoughItMayPoll() {
        FakeShareGroup group = new FakeShareGroup(30);
        publish(group, 1);
        group.failCommits();

        start(group, PATIENT);

        await().until(() -> !thread.isAlive());
        assertThat(died.get()).isInstanceOf(KafkaException.class);
        assertThat(taken).hasSize(10);
    }

    @Test
    void failuresThatAreNotInARowDoNotEndIt() {
        FakeShareGroup group = holding(1, 30);

        for (int i = 0; i < 15; i++) {
            int before = taken.size();
            long renewals = renewals(group);
            await().until(() -> renewals(group) > renewals);
            group.failNext(1);
            await().until(() -> taken.size() > before);
        }

        assertThat(thread.isAlive()).isTrue();
    }

    @Test
    void doesNotWaitOutItsBackOffOnceStopped() {
        FakeShareGroup group = new FakeShareGroup(LONG_LOCK);
        group.failNext(1000);
        start(
                group,
                new LaneTiming(
                        Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofMillis(20)));
        await().until(() -> group.opened() == 1);

        lane.stop();

        await().until(() -> !thread.isAlive());
        assertThat(died.get()).isNull();
    }

    private static LaneTiming releasingAfter(Duration delay) {
        return new LaneTiming(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMillis(10), delay);
    }

    private FakeShareGroup holding(int records, int lockMillis) {
        return holding(records, lockMillis, PATIENT);
    }

    private FakeShareGroup holding(int records, int lockMillis, LaneTiming timing) {
        FakeShareGroup group = new FakeShareGroup(lockMillis);
        publish(group, records);
        start(group, timing);
        await().until(() -> taken.size() == records);
        return group;
    }

    private static long renewals(FakeShareGroup group) {
        return group.commits().stream().filter(commit -> commit.isOnly(RENEW)).count();
    }

    private static void publish(FakeShareGroup group, int records) {
        IntStream.range(0, records).forEach(i -> group.publish(new byte[0], new RecordHeaders(), 0));
    }

    private ShareConsumer<String, byte[]> join(FakeShareGroup group) {
        joined.incrementAndGet();
        return group.open(64);
    }

    private void start(FakeShareGroup group, LaneTiming timing) {
        lane = new Lane(() -> join(group), timing, mayTake::get, era::get, taken::addAll);
        thread = new Thread(lane, "lane");
        thread.setUncaughtExceptionHandler((dead, cause) -> died.set(cause));
        thread.start();
    }
}
