package io.wuerstchen.fleet.worker.wuerstchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.Device;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import org.junit.jupiter.api.Test;

class LoaderTest {
    /** A number that no machine has a card for. */
    private static final Device NO_CARD = Device.gpu(97);

    @Test
    void aCardThatCouldNotBeOpenedIsFreeAgain() {
        Throwable first = catchThrowable(() -> new Loader(NO_CARD, Precision.FLOAT32));

        Throwable second = catchThrowable(() -> new Loader(NO_CARD, Precision.FLOAT32));

        assertThat(first).isNotNull();
        assertThat(second).hasSameClassAs(first).hasMessage(first.getMessage());
    }
}
