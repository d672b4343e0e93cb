// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.Site;
import java.math.BigDecimal;
import java.util.Optional;

/** What is wrong with a point by a rule, in words for people. */
final class RuleWords {
    private RuleWords() {}

    /** {@code AHU-01, Supply Air Temp: 31.2 is above 28}. */
    static String of(AlarmRule rule, Sample sample, Site site) {
        String what = rule.text().orElseGet(() -> named(rule, site));
        return what + ": " + offence(rule, sample.value(), site.point(rule.pointId()));
    }

    private static String named(AlarmRule rule, Site site) {
        String point = site.point(rule.pointId())
                .map(it -> it.object().name())
                .filter(name -> !name.isBlank())
                .orElse(rule.pointId().toString());
        Optional<String> device = Optional.ofNullable(
                        site.devices().get(rule.pointId().deviceId()))
                .map(Device::name)
                .filter(name -> !name.isBlank());
        return device.map(name -> name + ", " + point).orElse(point);
    }

    private static String offence(AlarmRule rule, PointValue value, Optional<Point> point) {
        if (rule.offence() instanceof Limits limits) {
            boolean above = limits.high().isPresent()
                    && value.asNumber().orElse(Double.NaN) > limits.high().getAsDouble();
            return value.inWords()
                    + (above
                            ? " is above " + plain(limits.high().getAsDouble())
                            : " is below " + plain(limits.low().orElse(Double.NaN)));
        }
        if (rule.offence() instanceof States) {
            return "is " + point.flatMap(it -> it.object().stateText(value)).orElseGet(value::inWords);
        }
        if (rule.offence() instanceof AlarmRule.Stuck) {
            return "has been " + value.inWords() + " for " + rule.delay().toMinutes() + " min";
        }
        return "cannot be read";
    }

    private static String plain(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(number);
    }
}
