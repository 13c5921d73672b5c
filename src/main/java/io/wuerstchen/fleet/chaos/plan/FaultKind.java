package io.wuerstchen.fleet.chaos.plan;

import java.time.Duration;

/** What the nemesis does, how often beside the others, and for how long. */
public enum FaultKind {
    KILL_WORKER("kill -9 of a worker", 24, Span.NONE),
    STOP_WORKER("worker stopped", 8, Span.of(1, 10)),
    STOP_WORKER_PAST_LOCK("worker stopped past its locks", 2, Span.of(32, 40)),
    KILL_DISPATCHER("kill -9 of the dispatcher", 8, Span.NONE),
    STOP_DISPATCHER("dispatcher stopped", 3, Span.of(1, 8)),
    STOP_DISPATCHER_PAST_LEASE("dispatcher stopped past its lease, another takes over", 2, Span.of(22, 30)),
    KILL_BROKER("kill -9 of the broker", 3, Span.of(0, 3)),
    STOP_BROKER("broker stopped", 3, Span.of(1, 10)),
    KILL_STORE("kill -9 of the store", 2, Span.of(0, 3)),
    STOP_STORE("store stopped", 2, Span.of(1, 10)),
    CUT_KAFKA("connections to Kafka cut", 8, Span.NONE),
    SLOW_KAFKA("Kafka slow", 3, Span.of(3, 10)),
    STALL_KAFKA("Kafka silent", 2, Span.of(2, 12)),
    SLOW_STORE("store slow", 3, Span.of(3, 10)),
    DELAY_REQUEST("store's answers late", 4, Span.of(1, 5)),
    REFUSE_REQUEST("store answers 503", 6, Span.NONE),
    SLOW_DOWN_REQUEST("store answers SlowDown", 4, Span.NONE),
    TIME_OUT_REQUEST("store never answers", 2, Span.of(31, 33)),
    CUT_REQUEST("cut in the middle of a request", 5, Span.NONE),
    CUT_ANSWER("cut in the middle of an answer", 5, Span.NONE),
    LOSE_ANSWER("done, but the answer lost", 6, Span.NONE),
    COME_LATE_REQUEST("done after its sender gave up", 2, Span.of(3, 33));

    private final String words;
    private final int weight;
    private final Span span;

    FaultKind(String words, int weight, Span span) {
        this.words = words;
        this.weight = weight;
        this.span = span;
    }

    /** For people. */
    public String words() {
        return words;
    }

    int weight() {
        return weight;
    }

    Span span() {
        return span;
    }

    /** Bounds of a fault's length. */
    record Span(Duration shortest, Duration longest) {
        static final Span NONE = of(0, 0);

        static Span of(int shortest, int longest) {
            return new Span(Duration.ofSeconds(shortest), Duration.ofSeconds(longest));
        }

        /** @param share 0 to 1 */
        Duration at(double share) {
            return shortest.plusMillis((long) (longest.minus(shortest).toMillis() * share));
        }
    }
}
