package io.straightway.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a shell text apart into commands and their words, as far as the documentation's commands need it. Values of variables become 1. */
final class ShellText {
    private static final Pattern HERE = Pattern.compile("<<-?\\s*'?(\\w+)'?.*");
    private static final Set<String> KEYWORDS = Set.of("do", "then", "else", "if", "while", "!", "exec", "time", "{");

    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean within;

    private ShellText() {}

    static List<List<String>> commands(String text) {
        ShellText shell = new ShellText();
        shell.read(withoutHereDocuments(text));
        return shell.commands.stream().map(ShellText::plain).filter(words -> !words.isEmpty()).toList();
    }

    private static String withoutHereDocuments(String text) {
        StringBuilder kept = new StringBuilder();
        String end = "";
        for (String line : text.split("\n")) {
            if (!end.isEmpty()) {
                end = line.strip().equals(end) ? "" : end;
                continue;
            }
            kept.append(line).append('\n');
            Matcher here = Pattern.compile(".*?" + HERE).matcher(line);
            end = here.matches() ? here.group(1) : "";
        }
        return kept.toString();
    }

    private void read(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                if (text.charAt(i) != '\n') {
                    add(text.charAt(i));
                }
            } else if (c == '\'' || c == '"') {
                within = true;
                for (i++; i < text.length() && text.charAt(i) != c; i++) {
                    if (c == '"' && text.charAt(i) == '\\' && i + 1 < text.length()) {
                        i++;
                    }
                    add(text.charAt(i));
                }
            } else if (c == '#' && !within) {
                while (i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                    i++;
                }
            } else if (c == '$' && i + 1 < text.length() && text.charAt(i + 1) == '(') {
                endCommand();
                i++;
            } else if ("\n;|&()".indexOf(c) >= 0) {
                if (c == '&' && word.toString().endsWith(">")) {
                    add(c);
                } else {
                    endCommand();
                }
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else {
                add(c);
            }
        }
        endCommand();
    }

    private void add(char c) {
        within = true;
        word.append(c);
    }

    private void endWord() {
        if (within) {
            words.add(word.toString());
        }
        word = new StringBuilder();
        within = false;
    }

    private void endCommand() {
        endWord();
        commands.add(words);
        words = new ArrayList<>();
    }

    /** Without what the shell keeps for itself: settings before the command, keywords, redirections. */
    private static List<String> plain(List<String> words) {
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (plain.isEmpty() && (KEYWORDS.contains(word) || word.matches("\\w+=.*"))) {
                continue;
            }
            if (word.matches("\\d?(<|>>?)")) {
                i++;
            } else if (!word.matches("\\d?(<|>).*")) {
                // JSON is looked at by itself.
                plain.add(word.startsWith("{\"") ? word : word.replaceAll("\\$\\{?\\w+}?", "1"));
            }
        }
        return plain;
    }
}
