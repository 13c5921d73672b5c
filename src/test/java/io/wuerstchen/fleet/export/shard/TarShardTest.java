package io.wuerstchen.fleet.export.shard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TarShardTest {
    private static final Path FULL = Path.of("/dev/full");

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidWithTheFileThatDoesNotFit() {
        assertThatThrownBy(() -> {
                    try (TarShard shard = new TarShard(FULL)) {
                        shard.add("cat.png", new byte[100]);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("/dev/full: No space left on device");
    }
}
