package io.wuerstchen.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code to the table of packages in {@code src/docs/architecture.md}, which is the only place where it stands. */
class ArchitectureTest {
    private static final List<String> VAGUE_NAMES = List.of(".*Manager", ".*Helper", ".*Util", ".*Impl", "Abstract.*");

    private static JavaClasses classes;
    private static DependencyTable table;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ArchitectureTest::isMainCode)
                .importPackages(DependencyTable.BASE);
        table = DependencyTable.read(SourceTree.root().resolve("src/docs/architecture.md"));
    }

    @Test
    void everyPackageDependsOnWhatTheTableSaysAndOnNothingElse() {
        assertThat(DependencyTable.of(classes).rows()).containsExactlyInAnyOrderEntriesOf(table.rows());
    }

    @Test
    void arrowsGoOneWayOnly() {
        List<String> above = new ArrayList<>();
        table.rows().forEach((name, allowed) -> {
            assertThat(above).as("rows above " + name).containsAll(allowed.own());
            above.add(name);
        });
    }

    @Test
    void onlyTheCommandLineDependsOnThePackagesThatWire() {
        assertThat(table.dependants("dispatcher")).containsExactly("cli");
        assertThat(table.dependants("worker")).containsExactly("cli");
        assertThat(table.dependants("cli")).isEmpty();
    }

    @Test
    void aClassIsNamedForWhatItIs() {
        List<String> names = classes.stream().map(JavaClass::getSimpleName).toList();
        assertThat(names).noneMatch(name -> VAGUE_NAMES.stream().anyMatch(name::matches));
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        assertThat(SourceTree.mainFiles().stream().map(Path::getParent).distinct())
                .isNotEmpty()
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
    }

    /** Test classes come as folders or, from other modules, as jars. */
    private static boolean isMainCode(Location location) {
        return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
}
