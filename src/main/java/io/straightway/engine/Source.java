package io.straightway.engine;

import java.util.ArrayList;
import java.util.List;

/** The text of a program being written: a sequence of methods, each of which may call those before it. Not thread-safe. */
public final class Source {
    private final List<Method> methods = new ArrayList<>();

    public Method method(String name) {
        var method = new Method(name);
        methods.add(method);
        return method;
    }

    public String text() {
        var text = new StringBuilder();
        methods.forEach(method -> text.append(method.text()));
        return text.toString();
    }
}
