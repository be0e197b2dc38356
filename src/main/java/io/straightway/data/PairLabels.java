package io.straightway.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code images_labels.csv} of reflow pairs: a line per picture, its name in {@code samples.zip} and its class, with no heading. */
final class PairLabels {
    private static final long LARGEST = 512L << 20;
    private static final Pattern LINE = Pattern.compile("(?:\"([^\"]{1,512})\"|([^\",]{1,512})),\\s*(\\d{1,6})\\s*");

    private PairLabels() {}

    /** Classes by name, which ends in {@code .png}; empty if the file is. */
    static Map<String, Integer> read(Path file) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        try {
            if (Files.size(file) > LARGEST) {
                throw new DataException(file.toString(), "has more than " + LARGEST + " bytes");
            }
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        put(file, number, line, labels);
                    }
                }
            }
        } catch (MalformedInputException e) {
            throw new DataException(file.toString(), "is no text in UTF-8", e);
        } catch (IOException e) {
            throw new DataException(file.toString(), "cannot be read", e);
        }
        return labels;
    }

    private static void put(Path file, int number, String line, Map<String, Integer> labels) {
        String entry = "line " + number;
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            String shown = line.length() <= 80 ? line : line.substring(0, 80) + "…";
            throw new DataException(file.toString(), entry, "is \"" + shown + "\", allowed: name.png,class with a whole number from 0 to 999999");
        }
        String name = parts.group(1) != null ? parts.group(1) : parts.group(2);
        if (!name.endsWith(PairFolder.PICTURE)) {
            throw new DataException(file.toString(), entry, name + " does not end in " + PairFolder.PICTURE);
        }
        if (labels.put(name, Integer.valueOf(parts.group(3))) != null) {
            throw new DataException(file.toString(), entry, name + " is there twice");
        }
    }
}
