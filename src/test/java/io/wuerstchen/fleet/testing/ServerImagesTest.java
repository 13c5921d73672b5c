package io.wuerstchen.fleet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.worker.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerImagesTest {
    private final Properties names = ServerImages.read().names();

    @ParameterizedTest
    @CsvSource({
        "compose.yaml, kafka, KAFKA_IMAGE:-",
        "compose.yaml, s3, S3_IMAGE:-",
        "compose.own.yaml, our_kafka, 'image: '",
        "compose.own.yaml, our_s3, 'image: '",
    })
    void aFleetOfContainersHasTheImagesThatTestsHave(String file, String image, String before) throws IOException {
        String text = Files.readString(Goldens.root().resolve("deploy/docker").resolve(file));

        assertThat(text).contains(before + names.getProperty(image));
    }
}
