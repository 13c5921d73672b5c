package io.wuerstchen.fleet.chaos.nemesis;

import io.wuerstchen.fleet.chaos.plan.FaultKind;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import io.wuerstchen.fleet.chaos.proxy.Armed;
import io.wuerstchen.fleet.chaos.proxy.LoggedRequest;
import io.wuerstchen.fleet.chaos.proxy.StoreFault;
import io.wuerstchen.fleet.chaos.proxy.StoreFault.Kind;
import io.wuerstchen.fleet.chaos.proxy.StoreProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Breaks requests of the store as they come: a put of a worker, or now and then one of a dispatcher. */
final class RequestFaults {
    private static final Map<FaultKind, Kind> KINDS = Map.of(
            FaultKind.DELAY_REQUEST, Kind.DELAY,
            FaultKind.REFUSE_REQUEST, Kind.UNAVAILABLE,
            FaultKind.SLOW_DOWN_REQUEST, Kind.SLOW_DOWN,
            FaultKind.TIME_OUT_REQUEST, Kind.TIME_OUT,
            FaultKind.CUT_REQUEST, Kind.CUT_REQUEST,
            FaultKind.CUT_ANSWER, Kind.CUT_ANSWER,
            FaultKind.LOSE_ANSWER, Kind.LOSE_ANSWER,
            FaultKind.COME_LATE_REQUEST, Kind.COME_LATE);
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    /** Of the patience, for anything but a lease. */
    private static final Duration FOR_OTHERS = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(50);
    /** One of so many is a dispatcher's, whose puts are few. */
    private static final int DISPATCHERS = 4;

    private static final int MOST_REQUESTS = 4;
    /** Most of a dispatcher's puts renew its lease. One of so many faults takes whatever comes, the others leave leases alone. */
    private static final int LEASES = 2;

    private final StoreProxy proxy;
    private final BooleanSupplier anyWork;

    /** @param anyWork whether workers have jobs in hand now */
    RequestFaults(StoreProxy proxy, BooleanSupplier anyWork) {
        this.proxy = proxy;
        this.anyWork = anyWork;
    }

    /** Returns when a request was hit, or none came for a while. */
    void fire(PlannedFault fault, Consumer<FiredFault> fired) throws InterruptedException {
        List<Armed.Hit> hits = fault.roll() % DISPATCHERS == 0 ? hitDispatcher(fault) : hitWorker(fault);
        if (hits.isEmpty()) {
            fired.accept(new FiredFault(fault, "", Instant.now(), false));
        } else {
            Armed.Hit hit = hits.get(0);
            boolean inHand = isWork(hit) || anyWork.getAsBoolean();
            fired.accept(new FiredFault(fault, hit.key(), hit.at(), inHand));
        }
    }

    /** What a worker puts, and what a dispatcher records; its other puts come with or without work. */
    private static boolean isWork(Armed.Hit hit) {
        return isWorkers(hit.client())
                || hit.key().contains("/results/")
                || hit.key().contains("/snapshots/");
    }

    private List<Armed.Hit> hitWorker(PlannedFault fault) throws InterruptedException {
        return hit(fault, request -> isWorkers(request.client()), PATIENCE);
    }

    /** Renewals come with or without work, so that is waited for. */
    private List<Armed.Hit> hitDispatcher(PlannedFault fault) throws InterruptedException {
        await(anyWork, PATIENCE);
        boolean sparing = fault.roll() / (DISPATCHERS * MOST_REQUESTS) % LEASES > 0;
        List<Armed.Hit> others =
                sparing ? hit(fault, request -> isDispatchers(request) && !isLease(request), FOR_OTHERS) : List.of();
        Duration left = sparing ? PATIENCE.minus(FOR_OTHERS) : PATIENCE;
        return others.isEmpty() ? hit(fault, RequestFaults::isDispatchers, left) : others;
    }

    private List<Armed.Hit> hit(PlannedFault fault, Predicate<LoggedRequest> victims, Duration patience)
            throws InterruptedException {
        StoreFault broken = new StoreFault(KINDS.get(fault.kind()), fault.length());
        Armed armed = proxy.arm(
                broken,
                request -> request.isPut() && request.key().startsWith("batches/") && victims.test(request),
                1 + fault.roll() / DISPATCHERS % MOST_REQUESTS);
        await(() -> !armed.hits().isEmpty(), patience);
        if (armed.hits().isEmpty()) {
            armed.disarm();
        }
        return armed.hits();
    }

    private static void await(BooleanSupplier what, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!what.getAsBoolean() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    private static boolean isWorkers(String client) {
        return client.startsWith("worker-");
    }

    private static boolean isDispatchers(LoggedRequest request) {
        return request.client().startsWith("dispatcher-");
    }

    private static boolean isLease(LoggedRequest request) {
        return request.key().contains("/owner/");
    }
}
