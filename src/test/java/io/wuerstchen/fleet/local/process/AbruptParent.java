package io.wuerstchen.fleet.local.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Says the number of a child that has no reason to end, and waits. */
final class AbruptParent {
    private AbruptParent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (AbruptEnd end = AbruptEnd.ofAllBelow()) {
            Process child = new ProcessBuilder("sleep", "120").start();
            System.out.println(child.pid());
            child.waitFor(2, TimeUnit.MINUTES);
        }
    }
}
