package io.wuerstchen.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    @ParameterizedTest
    @CsvSource({
        "cat, cat",
        "cat-0, cat-0",
        "cat.v2b, cat.v2b",
        "cat.0, cat.0",
        "cat-row-8, cat-row-8-row-7",
        "cat-row-8-0, cat-row-8-0-row-7",
        "cat-row, cat-row-row-7",
        "cat-rows, cat-rows",
        "../cat, cat-row-7",
        ".cat, cat-row-7",
    })
    void anIdIsAFilesNameUnlessAnotherRowCouldHaveIt(String id, String name) {
        assertThat(FileNames.ofRow(id, 7)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"A red apple!, a-red-apple", "Käse, kase", "☃, picture"})
    void aPromptIsMadeAName(String prompt, String name) {
        assertThat(FileNames.slug(prompt)).isEqualTo(name);
    }
}
