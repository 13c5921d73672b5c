package io.wuerstchen.fleet.local.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Answers, and never comes to an end by itself once its life line has ended. */
final class StubbornChild {
    private StubbornChild() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(StubbornChild::hang));
        ParentWatch.start(() -> System.exit(7), Duration.ofMillis(100));
        System.out.println("hello");
        hang();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
