// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a value of a cfg file takes from the environment: {@code ${env:NAME:-default}}. */
public final class FromEnvironment {
    private static final Pattern FORM = Pattern.compile("\\$\\{env:(\\w+)(?::-([^}]*))?}");

    private FromEnvironment() {}

    /** A value with all that put in; nothing where a variable is not set and there is no default. */
    public static String resolved(String value, Map<String, String> environment) {
        return FORM.matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(
                        found.group(1), Optional.ofNullable(found.group(2)).orElse(""))));
    }

    /** The first variable that a value names. */
    public static Optional<String> variable(String value) {
        return FORM.matcher(value).results().findFirst().map(found -> found.group(1));
    }
}
