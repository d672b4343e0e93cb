// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import io.bms.api.log.OutsideText;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that somebody does.
 *
 * @param action one word, such as {@code set_value_to_point}; at most 64 characters
 * @param object what it is done to; may be empty. Like the other texts at most {@value #MAX_TEXT} characters; what is
 *     longer is cut, and control characters become question marks
 * @param before what it was, as far as that is known beforehand
 * @param after what it is to be
 */
public record AuditAct(
        AuditActor actor, String action, String object, Optional<String> before, Optional<String> after) {
    public static final int MAX_TEXT = 500;

    public AuditAct {
        Objects.requireNonNull(actor, "actor");
        action = OutsideText.of(action);
        object = OutsideText.of(object, MAX_TEXT);
        before = before.map(text -> OutsideText.of(text, MAX_TEXT));
        after = after.map(text -> OutsideText.of(text, MAX_TEXT));
    }

    /** One that changes nothing, or of which that is not known. */
    public AuditAct(AuditActor actor, String action, String object) {
        this(actor, action, object, Optional.empty(), Optional.empty());
    }
}
