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
    private static final Duration LOOK = Duration.ofMillis(50);
    /** One of so many is a dispatcher's, whose puts are few. */
    private static final int DISPATCHERS = 4;

    private static final int MOST_REQUESTS = 4;

    private final StoreProxy proxy;

    RequestFaults(StoreProxy proxy) {
        this.proxy = proxy;
    }

    /** Returns when a request was hit, or none came for a while. */
    void fire(PlannedFault fault, Consumer<FiredFault> fired) throws InterruptedException {
        StoreFault broken = new StoreFault(KINDS.get(fault.kind()), fault.length());
        Armed armed = proxy.arm(broken, victims(fault.roll()), 1 + fault.roll() / DISPATCHERS % MOST_REQUESTS);
        List<Armed.Hit> hits = awaitHits(armed);
        if (hits.isEmpty()) {
            armed.disarm();
            fired.accept(new FiredFault(fault, "", Instant.now(), false));
        } else {
            fired.accept(new FiredFault(fault, hits.get(0).key(), hits.get(0).at(), true));
        }
    }

    private static List<Armed.Hit> awaitHits(Armed armed) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (armed.hits().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return armed.hits();
    }

    private static Predicate<LoggedRequest> victims(int roll) {
        String sender = roll % DISPATCHERS == 0 ? "dispatcher-" : "worker-";
        return request -> request.isPut()
                && request.client().startsWith(sender)
                && request.key().startsWith("batches/");
    }
}
