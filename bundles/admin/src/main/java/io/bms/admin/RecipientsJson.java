// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whom a device tells of its events, asked of it just now. */
final class RecipientsJson {
    private RecipientsJson() {}

    static ObjectNode of(int device, List<NotificationClass> classes) {
        ObjectNode json = Json.object().put("device_id", device);
        ArrayNode all = json.putArray("notification_classes");
        classes.forEach(each -> put(each, all.addObject()));
        return json;
    }

    private static void put(NotificationClass from, ObjectNode json) {
        json.put("notification_class", from.instance());
        from.name().ifPresent(name -> json.put("name", name));
        if (!from.priorities().isEmpty()) {
            ArrayNode priorities = json.putArray("priorities");
            from.priorities().forEach(priorities::add);
        }
        changes(json.putArray("ack_required"), from.acknowledged());
        from.failure().ifPresent(why -> json.putObject("error")
                .put("code", why.code().wireName())
                .put("message", why.message()));
        ArrayNode recipients = json.putArray("recipients");
        from.recipients().forEach(each -> put(each, recipients.addObject()));
    }

    private static void put(EventRecipient from, ObjectNode json) {
        json.put("to", from.to())
                .put("here", from.leadsHere())
                .put("process", from.process())
                .put("confirmed", from.confirmed())
                .put("times", from.times());
        changes(json.putArray("changes"), from.transitions());
    }

    private static void changes(ArrayNode json, Set<Transition> changes) {
        changes.stream()
                .sorted()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .forEach(json::add);
    }
}
