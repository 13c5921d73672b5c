package io.wuerstchen.fleet.testing;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/** An image of the product, built from its Dockerfile and the archive that {@code mvn package} leaves. */
public record FleetImage(String name, Path dockerfile) {
    private static final Pattern HEALTH_CHECK = Pattern.compile("HEALTHCHECK .*CMD \\[\"(\\w+)\"]");
    private static final String ARCHIVE = "src/target/fleet-0.1.0.tar.gz";

    /** @param process the folder under {@code deploy/docker}: worker or dispatcher */
    public static FleetImage build(String process) {
        String folder = "deploy/docker/" + process;
        Path root = Goldens.root();
        String name = new ImageFromDockerfile("localhost/wuerstchen-fleet/" + process + ":test", false)
                .withDockerfilePath(folder + "/Dockerfile")
                .withFileFromPath(folder, root.resolve(folder))
                .withFileFromPath(ARCHIVE, root.resolve(ARCHIVE))
                // Packages come from where this machine's do, which only its own network may reach.
                .withBuildImageCmdModifier(build -> build.withNetworkMode("host"))
                .get();
        return new FleetImage(name, root.resolve(folder).resolve("Dockerfile"));
    }

    /** Beside the servers, and with their addresses in its environment. */
    public GenericContainer<?> container(ContainerInfraServers servers) {
        return new GenericContainer<>(DockerImageName.parse(name))
                .withLabels(ContainerEngine.labels())
                .withNetwork(servers.network())
                .withEnv(servers.environment());
    }

    /** The command of its HEALTHCHECK, by its Dockerfile: podman does not tell it as Docker does. */
    public String healthCheck() throws IOException {
        Matcher check = HEALTH_CHECK.matcher(Files.readString(dockerfile));
        if (!check.find()) {
            throw new IllegalStateException(dockerfile + ": no HEALTHCHECK CMD [\"...\"]");
        }
        return check.group(1);
    }

    /** The user that it runs as. */
    public String user() {
        return DockerClientFactory.lazyClient()
                .inspectImageCmd(name)
                .exec()
                .getConfig()
                .getUser();
    }
}
