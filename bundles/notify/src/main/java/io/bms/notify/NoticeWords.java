// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmPriority;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A notice in words for people. */
final class NoticeWords {
    /** More than these of a kind are counted only. */
    private static final int SHOWN = 20;

    private static final int LONGEST_SUBJECT = 160;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

    private final NoticePlan plan;
    private final ZoneId zone;

    NoticeWords(NoticePlan plan, ZoneId zone) {
        this.plan = plan;
        this.zone = zone;
    }

    /** {@code [high] AHU-01, Supply Air Temp: 31.2 is above 28, and 3 more}. */
    String subject() {
        int others = plan.raised().size() + plan.repeated().size() + plan.over().size() - 1;
        String first = plan.raised().stream()
                .findFirst()
                .map(alarm -> mark(alarm.cause().priority()) + alarm.cause().text())
                .or(() -> plan.repeated().stream()
                        .findFirst()
                        .map(alarm -> mark(alarm.cause().priority()) + "still: "
                                + alarm.cause().text()))
                .orElseGet(() -> "[over] " + plan.over().get(0).text());
        return clean(first, LONGEST_SUBJECT) + (others == 0 ? "" : ", and " + others + " more");
    }

    private static String mark(AlarmPriority priority) {
        return "[" + priority.wireName() + "] ";
    }

    String text() {
        StringBuilder text = new StringBuilder();
        section(text, "Alarm", plan.raised(), this::line);
        section(text, "Still there, and not acknowledged", plan.repeated(), this::line);
        section(
                text,
                "Over",
                plan.over(),
                one -> one.priority().wireName() + "  " + one.text() + "  (" + one.id() + ")");
        text.append("You hear of the end of whatever you have heard of here.\n");
        return text.toString();
    }

    private static <T> void section(StringBuilder text, String title, List<T> all, Function<T, String> line) {
        if (all.isEmpty()) {
            return;
        }
        text.append(title).append(all.size() == 1 ? ":\n" : " (" + all.size() + "):\n");
        all.stream().limit(SHOWN).forEach(one -> text.append("  ")
                .append(clean(line.apply(one), Integer.MAX_VALUE))
                .append('\n'));
        if (all.size() > SHOWN) {
            text.append("  and ").append(all.size() - SHOWN).append(" more\n");
        }
        text.append('\n');
    }

    private String line(Alarm alarm) {
        String again =
                alarm.onset().occurrence() > 1 ? ", for the " + alarm.onset().occurrence() + ". time" : "";
        return alarm.cause().priority().wireName() + "  " + alarm.cause().text() + "  (" + alarm.id() + ", since "
                + time(alarm.onset().at()) + again + (alarm.chattering() ? ", again and again" : "") + ")";
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** Names are others': nothing of them begins a line, or a header. */
    private static String clean(String text, int most) {
        String line = text.replaceAll("\\p{C}", "?");
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }
}
