package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.local.process.ChildProcess;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A worker under one name: whenever its process ends, another one is started. Safe for all threads. */
public final class WorkerSlot implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration BEFORE_RESTART = Duration.ofMillis(300);
    private static final Pattern ADDRESS = Pattern.compile("http://[^\\s;,]+");

    private final String name;
    private final IntFunction<ChildProcess> starting;
    private final WorkerMeter meter;
    private final Thread supervisor;
    private volatile boolean closing;
    private volatile ChildProcess process;
    private volatile URI address;
    private int starts;
    private long drawnBefore;
    private long drawn;

    private WorkerSlot(String name, IntFunction<ChildProcess> starting, WorkerMeter meter) {
        this.name = name;
        this.starting = starting;
        this.meter = meter;
        this.supervisor = new Thread(this::supervise, "supervise-" + name);
        supervisor.setDaemon(true);
    }

    /** @param starting a process, told how many there were before it */
    static WorkerSlot start(String name, IntFunction<ChildProcess> starting, WorkerMeter meter) {
        WorkerSlot slot = new WorkerSlot(name, starting, meter);
        slot.supervisor.start();
        return slot;
    }

    public String name() {
        return name;
    }

    /** Jobs in hand now; 0 where it does not say. */
    public int inHand() {
        return look().map(WorkerMeter.Reading::inHand).orElse(0);
    }

    /** {@code kill -9}; a process that is not there is no harm. */
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

    /** Pictures that came off the device in all its processes, as far as they were heard. */
    public synchronized long drawn() {
        return drawnBefore + drawn;
    }

    /** Asks it to end, and waits. */
    @Override
    public void close() {
        look();
        closing = true;
        supervisor.interrupt();
        ChildProcess last = process;
        if (last != null) {
            last.close();
        }
    }

    private Optional<WorkerMeter.Reading> look() {
        URI at = address;
        Optional<WorkerMeter.Reading> reading = at == null ? Optional.empty() : meter.read(at);
        reading.ifPresent(seen -> note(at, seen));
        return reading;
    }

    /** What an ended process said does not count for the next. */
    private synchronized void note(URI at, WorkerMeter.Reading seen) {
        if (at.equals(address)) {
            drawn = Math.max(drawn, seen.drawn());
        }
    }

    private void supervise() {
        try {
            while (!closing) {
                ChildProcess started = begin();
                Optional<String> ready = started.answer(START_LIMIT);
                ready.flatMap(WorkerSlot::addressIn).ifPresent(at -> address = at);
                watch(started);
                end();
                TimeUnit.MILLISECONDS.sleep(BEFORE_RESTART.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ChildProcess begin() {
        process = starting.apply(starts++);
        return process;
    }

    private void watch(ChildProcess started) throws InterruptedException {
        while (started.exitStatus(LOOK).isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            look();
        }
    }

    private synchronized void end() {
        address = null;
        drawnBefore += drawn;
        drawn = 0;
    }

    private static Optional<URI> addressIn(String ready) {
        Matcher address = ADDRESS.matcher(ready);
        return address.find() ? Optional.of(URI.create(address.group())) : Optional.empty();
    }
}
