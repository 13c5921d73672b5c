package io.wuerstchen.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Files and methods stay small enough to be read at once. */
class SourceSizeTest {
    private static final int MAX_FILE_LINES = 300;
    private static final int MAX_METHOD_LINES = 40;

    @Test
    void noFileIsTooLong() {
        assertThat(SourceTree.mainFiles()).isNotEmpty().allSatisfy(file -> assertThat(Files.readAllLines(file))
                .hasSizeLessThanOrEqualTo(MAX_FILE_LINES));
    }

    @Test
    void noMethodIsTooLong() throws IOException {
        List<Method> methods = methods(SourceTree.mainFiles());
        assertThat(methods).isNotEmpty().allSatisfy(method -> assertThat(method.lines())
                .as(method.place())
                .isLessThanOrEqualTo(MAX_METHOD_LINES));
    }

    private static List<Method> methods(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Method> methods = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            task.parse().forEach(file -> new BodyScanner(file, positions, methods).scan(file, null));
        }
        return methods;
    }

    /** @param lines of its body, from brace to brace */
    private record Method(String place, long lines) {}

    private static final class BodyScanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree file;
        private final SourcePositions positions;
        private final List<Method> methods;

        BodyScanner(CompilationUnitTree file, SourcePositions positions, List<Method> methods) {
            this.file = file;
            this.positions = positions;
            this.methods = methods;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (method.getBody() != null) {
                long first = line(positions.getStartPosition(file, method.getBody()));
                long last = line(positions.getEndPosition(file, method.getBody()));
                String place = file.getSourceFile().getName() + ":" + first + " " + method.getName();
                methods.add(new Method(place, last - first + 1));
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return file.getLineMap().getLineNumber(position);
        }
    }
}
