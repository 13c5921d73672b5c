package io.wuerstchen.fleet.dispatcher;

import io.wuerstchen.fleet.dispatcher.owner.Claim;
import io.wuerstchen.fleet.dispatcher.owner.Ownership;
import io.wuerstchen.fleet.dispatcher.status.BatchReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits until a batch is free, or finished by whoever has it. One thread only. */
final class Lookout {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Claim claim;
    private final Supplier<Optional<BatchReport>> report;
    private final BatchListener listener;
    private String told = "";

    Lookout(Claim claim, Supplier<Optional<BatchReport>> report, BatchListener listener) {
        this.claim = claim;
        this.report = report;
        this.listener = listener;
    }

    /** Neither the batch nor a report after an interrupt, which stays set. */
    Sight await(Takeover takeover) {
        while (!Thread.currentThread().isInterrupted()) {
            Optional<BatchReport> finished = report.get();
            if (finished.isPresent()) {
                return new Sight(Optional.empty(), finished);
            }
            Optional<Ownership> mine = claim.tryTake(takeover == Takeover.AT_ONCE);
            if (mine.isPresent()) {
                return new Sight(mine, Optional.empty());
            }
            claim.holder().filter(owner -> !owner.equals(told)).ifPresent(this::tell);
            pause();
        }
        return new Sight(Optional.empty(), Optional.empty());
    }

    private void tell(String owner) {
        told = owner;
        listener.ownedBy(owner);
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it found; at most one of them. */
    record Sight(Optional<Ownership> ownership, Optional<BatchReport> report) {}
}
