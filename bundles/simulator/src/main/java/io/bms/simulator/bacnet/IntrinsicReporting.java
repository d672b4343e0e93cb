// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.obj.AnalogInputObject;
import com.serotonin.bacnet4j.obj.BACnetObject;
import com.serotonin.bacnet4j.obj.BinaryInputObject;
import com.serotonin.bacnet4j.type.constructed.LimitEnable;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.enumerated.NotifyType;
import io.bms.simulator.point.EventRule;

/**
 * Has an object report events by itself (ASHRAE 135, 13.2). Only once its device runs: the library times an event that
 * is there from the beginning by the device's own timer.
 */
final class IntrinsicReporting {
    private IntrinsicReporting() {}

    static void support(BACnetObject object, EventRule rule) {
        if (object instanceof AnalogInputObject analog && rule instanceof EventRule.Limits limits) {
            support(analog, limits);
        } else if (object instanceof BinaryInputObject binary && rule instanceof EventRule.Active active) {
            support(binary, active);
        }
    }

    private static void support(AnalogInputObject object, EventRule.Limits rule) {
        object.supportIntrinsicReporting(
                rule.delaySeconds(),
                rule.announcement().instance(),
                (float) rule.high(),
                (float) rule.low(),
                (float) rule.deadband(),
                Float.MAX_VALUE,
                -Float.MAX_VALUE,
                new LimitEnable(true, true),
                NotificationClasses.ALL,
                NotifyType.alarm,
                rule.delaySeconds());
    }

    private static void support(BinaryInputObject object, EventRule.Active rule) {
        object.supportIntrinsicReporting(
                rule.delaySeconds(),
                rule.announcement().instance(),
                BinaryPV.active,
                NotificationClasses.ALL,
                NotifyType.alarm,
                rule.delaySeconds());
    }
}
