package io.wuerstchen.fleet.chaos.nemesis;

import io.wuerstchen.fleet.chaos.fleet.ChaosFleet;
import io.wuerstchen.fleet.chaos.fleet.ChaosServers;
import io.wuerstchen.fleet.chaos.plan.PlannedFault;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Kills, stops and slows Kafka and the store, one after the other, and cuts the connections to them. */
final class ServerFaults {
    private static final double SHARE_CUT = 0.4;
    private static final Duration SLOWNESS = Duration.ofMillis(150);

    private final ChaosServers servers;
    private final WorkInHand work;
    private final ReentrantLock turn = new ReentrantLock();

    ServerFaults(ChaosFleet fleet, WorkInHand work) {
        this.servers = fleet.servers();
        this.work = work;
    }

    void fire(PlannedFault fault, Consumer<FiredFault> fired) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            boolean inHand = work.awaitBatch();
            fired.accept(new FiredFault(fault, target(fault), Instant.now(), inHand));
            strike(fault);
        } finally {
            turn.unlock();
        }
    }

    private void strike(PlannedFault fault) {
        Duration length = fault.length();
        switch (fault.kind()) {
            case KILL_BROKER -> servers.killKafka(length);
            case STOP_BROKER -> servers.stopKafka(length);
            case KILL_STORE -> servers.killStore(length);
            case STOP_STORE -> servers.stopStore(length);
            case CUT_KAFKA -> servers.kafkaProxy().cut(SHARE_CUT, new SplittableRandom(fault.roll()));
            case SLOW_KAFKA -> servers.kafkaProxy().slow(SLOWNESS, length);
            case STALL_KAFKA -> servers.kafkaProxy().stall(length);
            case SLOW_STORE -> servers.storeProxy().slow(SLOWNESS.multipliedBy(2), length);
            default -> throw new IllegalArgumentException(fault.kind() + ": not a server's fault");
        }
    }

    private static String target(PlannedFault fault) {
        return switch (fault.kind()) {
            case KILL_STORE, STOP_STORE, SLOW_STORE -> "s3";
            default -> "kafka";
        };
    }
}
