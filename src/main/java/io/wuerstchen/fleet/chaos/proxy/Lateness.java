package io.wuerstchen.fleet.chaos.proxy;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How late things are passed on at this time. Safe for all threads. */
final class Lateness {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long delayNanos;
    private long slowUntil = System.nanoTime();
    private long stalledUntil = System.nanoTime();
    private boolean over;

    void slow(Duration delay, Duration time) {
        lock.lock();
        try {
            delayNanos = delay.toNanos();
            slowUntil = System.nanoTime() + time.toNanos();
        } finally {
            lock.unlock();
        }
    }

    void stall(Duration time) {
        lock.lock();
        try {
            stalledUntil = System.nanoTime() + time.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** From now on nothing is late. */
    void end() {
        lock.lock();
        try {
            over = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for as long as what comes now is to be late. */
    void await() {
        lock.lock();
        try {
            long left = lateNanos();
            while (left > 0 && !over) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private long lateNanos() {
        long now = System.nanoTime();
        long slow = now < slowUntil ? delayNanos : 0;
        return Math.max(slow, stalledUntil - now);
    }
}
