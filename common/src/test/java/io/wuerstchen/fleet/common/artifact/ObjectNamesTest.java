package io.wuerstchen.fleet.common.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.wuerstchen.fleet.common.job.JobId;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {
    private final ObjectNames names = new ObjectNames("team/");

    @Test
    void tenThousandRowsShareAFolder() {
        assertThat(names.image(new JobId("demo", 9_999), 0, "png"))
                .isEqualTo("team/batches/demo/images/00000/000009999-0.png");
        assertThat(names.image(new JobId("demo", 10_000), 9, "jpg"))
                .isEqualTo("team/batches/demo/images/00001/000010000-9.jpg");
        assertThat(names.image(new JobId("demo", JobId.MAX_ROW), 0, "png"))
                .isEqualTo("team/batches/demo/images/99999/999999999-0.png");
    }

    @Test
    void whatIsKeptBesideThePictureLiesInFoldersOfItsOwn() {
        JobId job = new JobId("demo", 7);

        assertThat(names.embeddings(job, 1)).isEqualTo("team/batches/demo/embeddings/00000/000000007-1.safetensors");
        assertThat(names.latents(job, 1)).isEqualTo("team/batches/demo/latents/00000/000000007-1.safetensors");
        assertThat(new ObjectNames("").batch("demo")).isEqualTo("batches/demo/batch.json");
    }
}
