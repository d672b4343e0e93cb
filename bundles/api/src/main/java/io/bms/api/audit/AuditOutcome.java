// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import io.bms.api.log.OutsideText;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of an act.
 *
 * @param reason why it is not a success, or what else there is to say
 * @param before what it was, where only the act itself has shown that
 * @param after what it is now, where that is not what the act said
 */
public record AuditOutcome(
        AuditResult result, Optional<String> reason, Optional<String> before, Optional<String> after) {
    public static final AuditOutcome SUCCESS = of(AuditResult.SUCCESS, Optional.empty());

    public AuditOutcome {
        Objects.requireNonNull(result, "result");
        reason = reason.map(text -> OutsideText.of(text, AuditAct.MAX_TEXT));
        before = before.map(text -> OutsideText.of(text, AuditAct.MAX_TEXT));
        after = after.map(text -> OutsideText.of(text, AuditAct.MAX_TEXT));
    }

    public static AuditOutcome of(AuditResult result, Optional<String> reason) {
        return new AuditOutcome(result, reason, Optional.empty(), Optional.empty());
    }

    public static AuditOutcome denied(String reason) {
        return of(AuditResult.DENIED, Optional.of(reason));
    }

    public static AuditOutcome failed(String reason) {
        return of(AuditResult.FAILED, Optional.of(reason));
    }
}
