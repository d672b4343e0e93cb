// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.wire.NoticeJson;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * What is said to a route at once.
 *
 * @param id the same however often it is sent, so that whoever gets it twice can tell
 * @param subject one line
 * @param text for people
 * @param json for programs
 */
record Notice(String id, String route, Instant at, String subject, String text, String json) {
    /** One that says nothing but that it has arrived. */
    static Notice test(String id, String route, Instant at) {
        String subject = "[test] The gateway's notices arrive";
        String text = "Somebody has tried whether notices of alarms arrive here, by route " + route + ". They do.\n";
        String json =
                NoticeJson.encode(new NoticeJson.Content(id, route, at, subject, List.of(), List.of(), List.of()));
        return new Notice(id, route, at, subject, text, json);
    }

    static Notice of(String id, String route, Instant at, NoticePlan plan, ZoneId zone) {
        NoticeWords words = new NoticeWords(plan, zone);
        String subject = words.subject();
        String json = NoticeJson.encode(new NoticeJson.Content(
                id,
                route,
                at,
                subject,
                plan.raised(),
                plan.repeated(),
                plan.over().stream()
                        .map(one -> new NoticeJson.Ended(one.id(), one.occurrence(), one.priority(), one.text()))
                        .toList()));
        return new Notice(id, route, at, subject, words.text(), json);
    }
}
