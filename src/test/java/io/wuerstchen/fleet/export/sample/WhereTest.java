package io.wuerstchen.fleet.export.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wuerstchen.fleet.common.job.GenerationJob.Origin;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.JobId;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhereTest {
    /** 1024 x 1024, row 7, with a warning, of "a red apple". */
    private static final Sample SAMPLE = sample();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            warning                                          | true
            not warning                                      | false
            not not warning                                  | true
            warnings contains "same colour"                  | true
            width >= 1024                                    | true
            width > 1024                                     | false
            width<=1024 and height=1024                      | true
            row = 7.0                                        | true
            row != 7                                         | false
            prior_guidance < 4.5                             | true
            prompt contains 'red'                            | true
            prompt contains 'Red'                            | false
            prompt = "a red apple"                           | true
            output_format = png                              | true
            output_format != 'png'                           | false
            id < "j"                                         | true
            metadata.sku = A-1                               | true
            metadata.stock > 6                               | true
            metadata.stock = 7                               | true
            metadata.none = x                                | false
            not metadata.none = x                            | true
            width = 1 or height = 1024                       | true
            width = 1 and height = 1 or warning              | true
            width = 1 and (height = 1 or warning)            | false
            not (width = 1 or height = 1)                    | true
            """)
    void decidesAsItReads(String phrase, boolean expected) {
        assertThat(Where.parse(phrase).test(SAMPLE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            widht >= 256          | --where: widht at character 1: no field (did you mean width?)
            width >= big          | --where: big at character 10: no number (expected: one, as width is)
            width 256             | --where: 256 at character 7: no comparison (expected: =, !=, <, <=, >, >= or contains)
            width >=              | --where: at the end: no value (expected: a number, a word or a text in quotes)
            (warning              | --where: at the end: a bracket is open (expected: a closing one)
            warning width = 1     | --where: width at character 9: unexpected (expected: and, or, or the end)
            prompt = "a           | --where: "a: can't be read (expected: a word, a number or a text in quotes)
            not                   | --where: at the end: no field
            """)
    void aPhraseThatIsWrongIsNamedWithItsPlace(String phrase, String message) {
        assertThatThrownBy(() -> Where.parse(phrase))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void everythingIsWantedWhereNobodySays() {
        assertThat(Where.everything().test(SAMPLE)).isTrue();
    }

    private static Sample sample() {
        Parameters parameters = Parameters.of("a red apple", Settings.BUILT_IN, 5);
        StoredImage image = new StoredImage(
                0,
                5,
                List.of(new Artifact("image", "k.png", "aa", 9)),
                null,
                List.of("image: every pixel has the same colour"));
        Origin origin = new Origin(new JobId("demo", 7), "id-7", Map.of("sku", "A-1", "stock", 7));
        JobResult result = new JobResult(
                origin, new ModelRef("emoji", "0123"), "w1", new JobResult.Committed(parameters, List.of(image), 1));
        return new Sample(result, parameters, image);
    }
}
