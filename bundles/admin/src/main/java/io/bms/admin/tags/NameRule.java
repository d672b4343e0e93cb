// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import io.bms.api.site.GivenTags;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a word in a point's name means: {@code zuluft: discharge air}.
 *
 * @param words as a name has them: a whole word, or with {@code *} at an end the beginning or end of one; several
 *     follow one another
 * @param tags of Haystack
 */
public record NameRule(String words, Set<String> tags) {
    private static final Pattern FORM =
            Pattern.compile("([^:]{1,60}):\\s*([a-z][A-Za-z0-9]*(?:\\s+[a-z][A-Za-z0-9]*)*)");
    private static final Pattern WORDS = Pattern.compile("\\*?[\\p{L}\\p{N}]+\\*?(?: \\*?[\\p{L}\\p{N}]+\\*?)*");

    public NameRule {
        Objects.requireNonNull(words, "words");
        tags = Set.copyOf(tags);
    }

    /** @throws IllegalArgumentException with a sentence that says what to write */
    public static NameRule parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches() || !WORDS.matcher(form.group(1).strip()).matches()) {
            throw new IllegalArgumentException("'" + text.strip()
                    + "' is no rule; write words of a name, a colon and tags, as in zuluft: discharge air");
        }
        Set<String> tags = new TreeSet<>(Arrays.asList(form.group(2).split("\\s+")));
        if (tags.stream().anyMatch(GivenTags::isTaken)) {
            throw new IllegalArgumentException("'" + text.strip()
                    + "' has a tag that stands in each point's row for something else; write others, as in zuluft:"
                    + " discharge air");
        }
        return new NameRule(form.group(1).strip().toLowerCase(Locale.ROOT), tags);
    }

    /** @param name in words, as {@link #words} makes them */
    boolean matches(List<String> name) {
        List<String> wanted = List.of(words.split(" "));
        for (int at = 0; at + wanted.size() <= name.size(); at++) {
            boolean all = true;
            for (int i = 0; i < wanted.size() && all; i++) {
                all = matches(wanted.get(i), name.get(at + i));
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String wanted, String word) {
        boolean open = wanted.startsWith("*");
        boolean tail = wanted.endsWith("*");
        String stem = wanted.substring(open ? 1 : 0, wanted.length() - (tail ? 1 : 0));
        if (open && tail) {
            return word.contains(stem);
        }
        return open ? word.endsWith(stem) : tail ? word.startsWith(stem) : word.equals(stem);
    }

    /** A name in small words: {@code AHU-1 SupplyAirTemp} is {@code ahu 1 supply air temp}. */
    static List<String> words(String name) {
        String split = name.replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})", " ");
        return Arrays.stream(split.split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toList());
    }
}
