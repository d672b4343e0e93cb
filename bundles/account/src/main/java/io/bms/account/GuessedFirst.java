// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Knows what guessers try first: common words, also with digits in place of letters, names of here, rows of the
 * keyboard, sequences, repetitions, and all of these joined. It covers far more than a list of passwords could hold.
 */
final class GuessedFirst {
    /** As many characters have to be something else. */
    static final int LEAST_ELSE = 6;

    private static final int SHORTEST_NAME = 3;
    private static final int SHORTEST_RUN = 3;
    private static final List<String> ROWS =
            List.of("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "1qaz2wsx3edc4rfv");
    private static final int SHORTEST_OF_ROW = 4;

    private final List<String> words;

    GuessedFirst() {
        try (InputStream resource = GuessedFirst.class.getResourceAsStream("common-words.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
            words = lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of common words cannot be read", e);
        }
    }

    /**
     * Whether a password is among them.
     *
     * @param names of the account and the place
     */
    boolean contains(String password, Collection<String> names) {
        String text = once(password.toLowerCase(Locale.ROOT));
        BitSet known = new BitSet(text.length());
        for (String spelling : List.of(text, letters(text, 'i'), letters(text, 'l'))) {
            Stream.concat(words.stream(), names.stream().map(name -> name.toLowerCase(Locale.ROOT)))
                    .filter(word -> word.length() >= SHORTEST_NAME)
                    .forEach(word -> mark(word, spelling, known));
        }
        ROWS.forEach(row -> markRow(row, text, known));
        markRuns(text, known);
        return text.length() - known.cardinality() < LEAST_ELSE;
    }

    /** What it repeats, if it is the same again and again. */
    private static String once(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            String part = text.substring(0, length);
            if (part.repeat(text.length() / length + 1).startsWith(text)) {
                return part;
            }
        }
        return text;
    }

    /** With the letters that digits and signs stand for. */
    private static String letters(String text, char one) {
        StringBuilder letters = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            int found = "0@43$57".indexOf(text.charAt(i));
            if (found >= 0) {
                letters.setCharAt(i, "oaaesst".charAt(found));
            } else if (text.charAt(i) == '1' || text.charAt(i) == '!') {
                letters.setCharAt(i, one);
            }
        }
        return letters.toString();
    }

    private static void mark(String word, String text, BitSet known) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            known.set(at, at + word.length());
        }
    }

    private static void markRow(String row, String text, BitSet known) {
        for (int i = 0; i + SHORTEST_OF_ROW <= row.length(); i++) {
            mark(row.substring(i, i + SHORTEST_OF_ROW), text, known);
        }
    }

    /** As in aaa, abc and 987. */
    private static void markRuns(String text, BitSet known) {
        for (int step = -1; step <= 1; step++) {
            int begin = 0;
            for (int i = 1; i <= text.length(); i++) {
                if (i == text.length() || text.charAt(i) - text.charAt(i - 1) != step) {
                    if (i - begin >= SHORTEST_RUN) {
                        known.set(begin, i);
                    }
                    begin = i;
                }
            }
        }
    }
}
