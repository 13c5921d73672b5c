package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.local.process.ParentWatch;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Child JVM with one server: answers {@code ready PORT SECOND-PORT} or says why not, and ends with its parent. */
public final class SingleServerMain {
    private SingleServerMain() {}

    public static void main(String[] arguments) {
        PrintStream answers = System.out;
        System.setOut(System.err); // a library that prints must not garble the answer
        ParentWatch.start(() -> System.exit(0));
        Path directory = Path.of(arguments[1]);
        try {
            DirectoryLock.take(directory);
            answers.println(
                    "ready " + (arguments[0].equals("kafka") ? kafka(directory, arguments) : s3(directory, arguments)));
        } catch (LocalServersException e) {
            answers.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String kafka(Path directory, String[] arguments) {
        int[] ports =
                IntStream.range(2, 5).map(i -> Integer.parseInt(arguments[i])).toArray();
        LocalKafka kafka = LocalKafka.startBehind(directory.resolve("kafka"), ports[0], ports[1], ports[2]);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
        return kafka.port() + " " + kafka.secondPort();
    }

    private static String s3(Path directory, String[] arguments) {
        var settings = LocalServersSettings.parse(new String[] {arguments[1], "0", arguments[2]}, System.getenv());
        int port = LoopbackPorts.take(settings.s3Port())[0];
        LocalS3 s3 = LocalS3.start(directory.resolve("s3"), port, settings.keys());
        Runtime.getRuntime().addShutdownHook(new Thread(s3::close, "stop-s3"));
        return port + " " + port;
    }
}
