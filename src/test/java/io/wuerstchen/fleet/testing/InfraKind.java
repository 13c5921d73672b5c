package io.wuerstchen.fleet.testing;

import java.util.Locale;

/** What {@code -Dfleet.infra} asks for: {@code embedded} (default), {@code containers} or {@code external}. */
enum InfraKind {
    /** The servers of local mode, in this JVM. */
    EMBEDDED,
    /** Kafka and an S3 server in containers, by Testcontainers. */
    CONTAINERS,
    /** Any Kafka and any S3, given by the environment as the fleet's commands take them. */
    EXTERNAL;

    static InfraKind asked() {
        String asked = System.getProperty("fleet.infra", "embedded");
        for (InfraKind kind : values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(asked)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("fleet.infra: " + asked + " (expected: embedded, containers or external)");
    }

    InfraServers start() {
        return switch (this) {
            case EMBEDDED -> new EmbeddedInfraServers();
            case CONTAINERS -> new ContainerInfraServers();
            case EXTERNAL -> ExternalInfraServers.ofEnvironment(System.getenv());
        };
    }
}
