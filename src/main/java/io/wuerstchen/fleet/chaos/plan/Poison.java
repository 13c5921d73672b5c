package io.wuerstchen.fleet.chaos.plan;

import io.wuerstchen.fleet.common.job.FailureKind;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a row's prompt does to a simulated device that allows it, and how such a row must end. */
public enum Poison {
    NAN("nan", FailureKind.BAD_IMAGE),
    /** One picture is bad while the others of its job are stored. */
    NAN_FIRST("nan-first", FailureKind.BAD_IMAGE),
    BLACK("black", FailureKind.BAD_IMAGE),
    NO_MEMORY("oom", FailureKind.OUT_OF_MEMORY),
    ERROR("error", FailureKind.MODEL_ERROR),
    ERROR_ONCE("error-once"),
    /** It hangs for so long that its worker may be killed three times meanwhile, for which it must take the blame. */
    HANG("hang", FailureKind.TIMEOUT, FailureKind.CRASH),
    CRASH("crash", FailureKind.CRASH);

    private final String fault;
    private final Set<FailureKind> deadAs;

    Poison(String fault, FailureKind... deadAs) {
        this.fault = fault;
        this.deadAs = Set.of(deadAs);
    }

    /** The poison in a prompt. */
    public static Optional<Poison> in(String prompt) {
        return Stream.of(values())
                .filter(poison -> prompt.contains(poison.words()))
                .findFirst();
    }

    /** What a prompt says to ask for it. */
    String words() {
        return "[fault:" + fault + "]";
    }

    /** Kinds of failure of which one must be its row's end; empty where the row is committed in spite of it. */
    public Set<FailureKind> deadAs() {
        return deadAs;
    }
}
