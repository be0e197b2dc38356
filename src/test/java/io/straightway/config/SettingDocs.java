package io.straightway.config;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What Javadoc says about each type and method of a source file, in Markdown on one line. */
final class SettingDocs extends TreePathScanner<Void, String> {
    private final Map<String, String> docs = new HashMap<>();
    private final DocTrees trees;

    private SettingDocs(DocTrees trees) {
        this.trees = trees;
    }

    static SettingDocs of(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            SettingDocs docs = new SettingDocs(DocTrees.instance(task));
            task.parse().forEach(unit -> docs.scan(unit, ""));
            return docs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> ofType(Class<?> type) {
        return Optional.ofNullable(docs.get(type.getSimpleName()));
    }

    Optional<String> ofMethod(Class<?> type, String method) {
        return Optional.ofNullable(docs.get(type.getSimpleName() + "." + method));
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
        note(type.getSimpleName().toString());
        return super.visitClass(type, type.getSimpleName().toString());
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
        note(type + "." + method.getName());
        return super.visitMethod(method, type);
    }

    private void note(String name) {
        String comment = trees.getDocComment(getCurrentPath());
        if (comment != null) {
            docs.put(name, comment.strip().replaceAll("\\s+", " ").replaceAll("\\{@(?:code|literal|link) ([^}]*)}", "`$1`"));
        }
    }
}
