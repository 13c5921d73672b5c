package io.wuerstchen.fleet.local;

import io.wuerstchen.fleet.local.process.JavaCommand;
import io.wuerstchen.fleet.local.process.ParentWatch;
import java.nio.file.Path;

/** A parent to be killed: starts local servers in the directory given and answers with their process id. */
final class SpawningParent {
    private SpawningParent() {}

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        ParentWatch.start(() -> System.exit(0));
        var servers = LocalServers.start(
                LocalServersSettings.in(directory),
                directory.resolve("logs"),
                JavaCommand.ownClassPath(),
                new FleetCache(directory.resolve("cache")));
        System.out.println(servers.pid());
    }
}
