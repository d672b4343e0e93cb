// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text: those that are known, wherever they stand, and whatever stands behind a word for one.
 * Too much is hidden rather than too little. Thread: any.
 */
final class Redaction {
    static final String HIDDEN = "(hidden)";

    /** What is shorter would stand in half of all words. */
    private static final int SHORTEST = 4;

    private static final String WORDS = "(?:pass(?:word|wd|phrase)|secret|token|credential|authorization|cookie)";
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*" + WORDS + ".*(?<!file)");
    private static final Pattern SECRET_FILE_NAME = Pattern.compile("(?i).*" + WORDS + ".*file");
    /** To the end of the line, since a password may have blanks in it. */
    private static final Pattern NAMED = Pattern.compile("(?i)(" + WORDS + "[\\w.-]*(?<!file)[\"']?\\s*[=:]\\s*).+");

    private static final Pattern IN_URL = Pattern.compile("(://)\\S+@");

    private final List<String> known;

    /** @param known secrets as they are, of which the shortest are left out */
    Redaction(Collection<String> known) {
        this.known = known.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The value of such a setting, variable or property is a secret. */
    static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** The value of such a one names a file with a secret in it. */
    static boolean isSecretFile(String name) {
        return SECRET_FILE_NAME.matcher(name).matches();
    }

    /** One line without its secrets. */
    String line(String line) {
        String shown = line;
        for (String secret : known) {
            shown = shown.replace(secret, HIDDEN);
        }
        shown = NAMED.matcher(shown).replaceAll("$1" + HIDDEN);
        return IN_URL.matcher(shown).replaceAll("$1" + HIDDEN + "@");
    }
}
