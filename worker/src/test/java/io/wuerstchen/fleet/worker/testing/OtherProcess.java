package io.wuerstchen.fleet.worker.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM beside that of the tests, with the same classes: what is locked for processes is not locked between threads. */
public final class OtherProcess {
    private OtherProcess() {}

    /** What a main class says of a folder, when it has ended. */
    public static String said(Class<?> main, Path folder) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(java, "-Xmx64m", "-cp", classes, main.getName(), folder.toString())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
