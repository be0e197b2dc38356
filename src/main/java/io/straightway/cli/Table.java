package io.straightway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows in columns that are as wide as they must be, two spaces apart, as kubectl's are. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** Without headings. */
    Table() {}

    Table(String... headings) {
        row(headings);
    }

    /** As many cells as every other row has. */
    Table row(Object... cells) {
        rows.add(List.of(cells).stream().map(Object::toString).toList());
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = IntStream.range(0, columns).map(i -> rows.stream().filter(row -> row.size() > i).mapToInt(row -> row.get(i).length()).max().orElse(0)).toArray();
        return rows.stream().map(row -> IntStream.range(0, row.size()).mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                .collect(Collectors.joining("  ")).stripTrailing()).collect(Collectors.joining("\n"));
    }
}
