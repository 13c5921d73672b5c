package io.wuerstchen.fleet.common.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ArbitraryJobs;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.JobJson;
import io.wuerstchen.fleet.common.wire.Json;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String JOB = """
            {"batch": "demo", "row": 7, "id": "apple", "model": "emoji", "weights": "0123", "prompt": "a red apple",
             "negative_prompt": "", "width": 128, "height": 256, "n": 1, "seed": 5, "prior_steps": 20,
             "prior_guidance": 4, "decoder_steps": 10, "decoder_guidance": 0, "output_format": "png",
             "save": ["embeddings"], "metadata": {"a": 1}}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model': 'other'",
                "'weights': '0124'",
                "'prompt': 'a red apple.'",
                "'negative_prompt': 'a lock'",
                "'width': 256",
                "'height': 128",
                "'n': 2",
                "'seed': 6",
                "'prior_steps': 21",
                "'prior_guidance': 4.5",
                "'decoder_steps': 11",
                "'decoder_guidance': 1",
                "'output_format': 'webp'",
                "'save': []"
            })
    void changesWithEachFieldThatBytesDependOn(String field) {
        ObjectNode change = Json.parseObject("{" + field.replace('\'', '"') + "}");

        ObjectNode changed = Json.parseObject(JOB).setAll(change);

        assertThat(of(changed)).isNotEqualTo(of(Json.parseObject(JOB)));
    }

    @Test
    void tellsAListOfStepsFromTheirNumber() {
        ObjectNode changed = Json.parseObject(JOB);
        changed.remove("decoder_steps");
        changed.put("decoder_timesteps", "1,0.9,0.8,0.7,0.6,0.5,0.4,0.3,0.2,0.1,0");

        assertThat(of(changed)).isNotEqualTo(of(Json.parseObject(JOB)));
    }

    @ParameterizedTest
    @CsvSource({"batch, other", "id, pear"})
    void isTheSameWhereverTheWorkIsAskedFor(String field, String value) {
        ObjectNode changed = Json.parseObject(JOB).put(field, value).put("row", 8);
        changed.remove("metadata");

        assertThat(of(changed)).isEqualTo(of(Json.parseObject(JOB)));
    }

    /** Stands in the metadata of objects out there: work done must be known again after an update. */
    @Test
    void neverChangesForWorkThatWasDone() {
        assertThat(of(Json.parseObject(JOB)).value())
                .isEqualTo(Digests.sha256(
                        ("{\"prompt\":\"a red apple\",\"negative_prompt\":\"\",\"width\":128,\"height\":256,\"n\":1,"
                                        + "\"seed\":5,\"prior_steps\":20,\"prior_guidance\":4.0,\"decoder_steps\":10,"
                                        + "\"decoder_guidance\":0.0,\"output_format\":\"png\",\"save\":[\"embeddings\"],"
                                        + "\"model\":\"emoji\",\"weights\":\"0123\"}")
                                .getBytes(StandardCharsets.UTF_8)));
    }

    @Property(tries = 200)
    void survivesTheJourneyThroughKafka(@ForAll("jobs") GenerationJob job) {
        GenerationJob received = JobJson.read(Json.parseObject(Json.bytes(JobJson.write(job))), Settings.NONE);

        assertThat(Fingerprint.of(received)).isEqualTo(Fingerprint.of(job));
    }

    @Test
    void sha256IsTheOneOfTheStandard() {
        // FIPS 180-2, appendix B.1.
        assertThat(Digests.sha256(new byte[] {'a', 'b', 'c'}))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Provide
    Arbitrary<GenerationJob> jobs() {
        return ArbitraryJobs.jobs();
    }

    private static Fingerprint of(ObjectNode job) {
        return Fingerprint.of(JobJson.read(job, Settings.NONE));
    }
}
