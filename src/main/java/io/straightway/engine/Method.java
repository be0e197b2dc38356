package io.straightway.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes one method of a program, line by line. Every operation becomes a line that assigns a fresh variable, so the text is in the
 * order of the Java calls. Arguments of operations may be values, numbers, booleans, {@link Dtype}s, {@link None}, and lists of these.
 */
public final class Method {
    /** TorchScript's None. */
    public enum None {
        NONE
    }

    private final String name;
    private final List<String> arguments = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private String indent = "    ";
    private String result = "Tensor";
    private int variables;

    Method(String name) {
        this.name = name;
    }

    public Value tensor(String argument) {
        arguments.add(argument + ": Tensor");
        return new Value(argument);
    }

    public Value tensors(String argument) {
        arguments.add(argument + ": List[Tensor]");
        return new Value(argument);
    }

    /** An element of a list of tensors. */
    public Value item(Value list, int index) {
        return new Value(list + "[" + index + "]");
    }

    /** Applies an ATen operation by its name without the prefix, such as {@code silu}. */
    public Value op(String operation, Object... operands) {
        return assign("torch." + operation + "(" + write(operands) + ")");
    }

    /** Applies an in-place operation for its effect; the name includes the namespace, such as {@code aten._foreach_zero_}. */
    public void effect(String operation, String operands) {
        line("ops." + operation + "(" + operands + ")");
    }

    /** Calls a method of the same program that gives one tensor. */
    public Value self(String method, Value... operands) {
        return assign("(self)." + method + "(" + write((Object[]) operands) + ", )");
    }

    public Value cast(Value x, Dtype type) {
        return op("to", x, type);
    }

    /** A variable that {@link #set} may change. */
    public Value variable(Value initial) {
        return assign(initial.text());
    }

    public void set(Value variable, Value value) {
        line(variable + " = " + value);
    }

    /** A new name for any expression. */
    public Value assign(String expression) {
        var variable = new Value("v" + variables++);
        line(variable + " = " + expression);
        return variable;
    }

    /** Repeats a body with a counter from 0. */
    public void loop(Value count, Consumer<Value> counted) {
        var counter = new Value("v" + variables++);
        line("for " + counter + " in range(" + count + "):");
        indented(() -> counted.accept(counter));
    }

    /** Runs a body if a tensor with one element is not zero. */
    public void when(Value condition, Runnable then) {
        line("if bool(" + condition + "):");
        indented(then);
    }

    public void returns(Value... values) {
        String text = Arrays.stream(values).map(Value::text).collect(Collectors.joining(", "));
        if (values.length != 1) {
            result = "Tuple[" + "Tensor, ".repeat(values.length - 1) + "Tensor]";
            text = "(" + text + ")";
        }
        line("return " + text);
    }

    String text() {
        return "  def " + name + "(self: __torch__.Ops, " + String.join(", ", arguments) + ") -> " + result + ":\n" + body;
    }

    private void indented(Runnable lines) {
        String outer = indent;
        indent += "  ";
        lines.run();
        indent = outer;
    }

    private void line(String text) {
        body.append(indent).append(text).append('\n');
    }

    private static String write(Object... operands) {
        var joined = new StringJoiner(", ");
        for (Object operand : operands) {
            joined.add(literal(operand));
        }
        return joined.toString();
    }

    private static String literal(Object operand) {
        return switch (operand) {
            case Value value -> value.text();
            case Integer number -> number.toString();
            case Double number when Double.isFinite(number) -> number.toString().toLowerCase(Locale.ROOT);
            case Boolean truth -> truth ? "True" : "False";
            case Dtype type -> Integer.toString(type.code());
            case None none -> "None";
            case List<?> list -> "[" + write(list.toArray()) + "]";
            default -> throw new IllegalArgumentException("program text cannot hold " + operand + " of " + operand.getClass());
        };
    }
}
