package io.wuerstchen.fleet.worker.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnreadableTest {
    private static final Path FILE = Path.of("model.safetensors");

    @Test
    void noPermissionIsSaidInWords() {
        assertThat(Unreadable.line(FILE, new AccessDeniedException("model.safetensors")))
                .isEqualTo("model.safetensors: no permission");
    }

    @Test
    void anythingElseIsSaidWithItsCause() {
        assertThat(Unreadable.line(FILE, new IOException("Input/output error")))
                .isEqualTo("model.safetensors: cannot be read: java.io.IOException: Input/output error");
    }
}
