// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.wire.NoticeJson;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What is said to a route at once.
 *
 * @param id the same however often it is sent, so that whoever gets it twice can tell
 * @param subject one line
 * @param text for people
 * @param json for programs
 */
record Notice(String id, String route, Instant at, String subject, String text, String json) {
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
