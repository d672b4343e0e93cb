// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import io.bms.api.status.StatusItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong in a cfg file, in words: the file, the key, the value, what is allowed, and what holds meanwhile. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int LONGEST_VALUE = 80;

    private final Definition definition;
    private final CfgFile file;
    private final Instant since;
    /** What is wrong, by its key in the file. */
    private final Map<String, String> sentences = new LinkedHashMap<>();

    Complaints(Definition definition, CfgFile file, Instant since) {
        this.definition = definition;
        this.file = file;
        this.since = since;
    }

    /**
     * Takes note of a reading, once.
     *
     * @param refused why values do not fit, by key
     * @param inForce the values that hold now
     * @param instead the values that allow nothing
     */
    void of(Given given, Map<String, String> refused, Map<String, Object> inForce, Map<String, ?> instead) {
        if (!definition.described() || !file.readable()) {
            return;
        }
        given.unusable().forEach((key, text) -> {
            Attribute attribute = definition.attributes().get(key);
            say(attribute, text, "write " + attribute.allowed(), inForce, instead);
        });
        refused.forEach((key, why) -> say(
                definition.attributes().get(key), String.valueOf(given.values().get(key)), why, inForce, instead));
        for (String key : given.unknown()) {
            sentences.put(
                    key,
                    file.name() + ": there is no key " + shown(key) + ", so it changes nothing; the keys are "
                            + String.join(", ", definition.attributes().keySet()));
        }
        sentences.values().forEach(LOG::warn);
    }

    private void say(
            Attribute attribute, String text, String why, Map<String, Object> inForce, Map<String, ?> instead) {
        String key = attribute.key();
        Object now = inForce.get(key);
        String meanwhile;
        if (now.equals(instead.get(key))) {
            meanwhile = "until then nothing is allowed";
        } else if (attribute.secret()) {
            meanwhile = "until then the former one is in force";
        } else {
            meanwhile = "until then " + (now.equals("") ? "none" : shown(now.toString())) + " is in force";
        }
        String value = attribute.secret() ? "(not shown)" : "\"" + shown(text) + "\"";
        sentences.put(key, file.name() + ": " + key + " = " + value + " cannot be used; " + why + "; " + meanwhile);
    }

    /** Without what could act on a terminal, and not longer than a line. */
    private static String shown(String text) {
        String cut = text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
        return cut.replaceAll("\\p{C}", "\ufffd");
    }

    /** Nothing where the file is gone. */
    List<StatusItem> problems() {
        List<StatusItem> problems = new ArrayList<>();
        if (!definition.described() || !file.present()) {
            return problems;
        }
        sentences.forEach((key, sentence) -> problems.add(problem(key, sentence)));
        file.finding().ifPresent(finding -> problems.add(problem("", finding)));
        return problems;
    }

    private StatusItem problem(String key, String sentence) {
        return new StatusItem.Problem(
                "setting_refused:" + file.name() + (key.isEmpty() ? "" : ":" + key), sentence, since);
    }
}
