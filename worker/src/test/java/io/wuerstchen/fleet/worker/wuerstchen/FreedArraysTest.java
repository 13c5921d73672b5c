package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FreedArraysTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void glibcTakesTheWish() throws Exception {
        assumeThat(Files.readString(Path.of("/proc/self/maps"))).contains("/libc.so.6");

        assertThat(FreedArrays.giveBackAtOnce()).isTrue();
    }
}
