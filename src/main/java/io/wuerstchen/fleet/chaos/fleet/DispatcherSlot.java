package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.local.process.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The dispatcher of one batch after the other: whenever its process ends before its batch does, the same command is run
 * again. Safe for all threads.
 */
public final class DispatcherSlot implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration BEFORE_RESTART = Duration.ofMillis(300);
    /** Every row has an outcome: all committed, or not all. */
    private static final Set<Integer> FINISHED = Set.of(0, 3);
    /** A command that can't be right the next time either. */
    private static final int WRONG_USE = 2;

    private final Supplier<Optional<String>> batches;
    private final IntSupplier numbers;
    private final BiFunction<String, Integer, ChildProcess> starting;
    private final List<ChildProcess> replaced = new CopyOnWriteArrayList<>();
    private final Thread supervisor = new Thread(this::supervise, "supervise-dispatcher");
    private volatile ChildProcess process;
    private volatile boolean standIn;
    private volatile Optional<String> refusal = Optional.empty();
    private volatile boolean finished;
    private volatile int number;

    private DispatcherSlot(
            Supplier<Optional<String>> batches,
            IntSupplier numbers,
            BiFunction<String, Integer, ChildProcess> starting) {
        this.batches = batches;
        this.numbers = numbers;
        this.starting = starting;
        supervisor.setDaemon(true);
    }

    /**
     * @param batches the next batch whenever one is finished; empty ends it
     * @param numbers the next process's
     * @param starting a process for a batch, told its number
     */
    static DispatcherSlot start(
            Supplier<Optional<String>> batches,
            IntSupplier numbers,
            BiFunction<String, Integer, ChildProcess> starting) {
        DispatcherSlot slot = new DispatcherSlot(batches, numbers, starting);
        slot.supervisor.start();
        return slot;
    }

    public boolean isRunning() {
        ChildProcess now = process;
        return now != null && now.isAlive();
    }

    public void kill() {
        ChildProcess now = process;
        if (now != null) {
            now.kill();
        }
    }

    public void stop(Duration time) {
        ChildProcess now = process;
        if (now != null) {
            now.pause(time);
        }
    }

    /** Stops the process and at once starts another one for the same batch. */
    public void replace(Duration time) {
        stop(time);
        standIn = true;
    }

    /** Processes that were replaced and have not ended. */
    public long strays() {
        return replaced.stream().filter(ChildProcess::isAlive).count();
    }

    /** Whether every batch is finished. */
    public boolean isFinished() {
        return finished;
    }

    /** Whether it is finished, or has given up. */
    public boolean isOver() {
        return !supervisor.isAlive();
    }

    /** Why it gave up, if it did. */
    public Optional<String> refusal() {
        return refusal;
    }

    /** Of the process that runs, or ran last. */
    public int number() {
        return number;
    }

    @Override
    public void close() {
        supervisor.interrupt();
        ChildProcess last = process;
        if (last != null) {
            last.close();
        }
        replaced.forEach(ChildProcess::kill);
    }

    private void supervise() {
        try {
            for (Optional<String> batch = batches.get(); batch.isPresent(); batch = batches.get()) {
                finish(batch.get());
            }
            finished = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish(String batch) throws InterruptedException {
        while (true) {
            number = numbers.getAsInt();
            process = starting.apply(batch, number);
            Optional<Integer> status = end(process);
            if (status.filter(FINISHED::contains).isPresent()) {
                return;
            }
            if (status.filter(code -> code == WRONG_USE).isPresent()) {
                refusal = Optional.of("the dispatcher of " + batch + " was refused");
                throw new InterruptedException(batch);
            }
            TimeUnit.MILLISECONDS.sleep(BEFORE_RESTART.toMillis());
        }
    }

    /** Empty where it was replaced. */
    private Optional<Integer> end(ChildProcess running) throws InterruptedException {
        Optional<Integer> status = running.exitStatus(LOOK);
        while (status.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (standIn) {
                standIn = false;
                replaced.add(running);
                return Optional.empty();
            }
            status = running.exitStatus(LOOK);
        }
        return status;
    }
}
