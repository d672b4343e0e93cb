// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.Deviation;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Mismatch;
import io.bms.api.alarm.AlarmRule.Rate;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Optional;

/** What is wrong with a point by a rule, in words for people. */
final class RuleWords {
    private RuleWords() {}

    /** {@code AHU-01, Supply Air Temp: 31.2 is above 28}. */
    static String of(AlarmRule rule, Judged judged, Site site) {
        String what = rule.text().orElseGet(() -> named(rule, site));
        return what + ": " + offence(rule, judged, site);
    }

    private static String named(AlarmRule rule, Site site) {
        String point = named(rule.pointId(), site);
        Optional<String> device = Optional.ofNullable(
                        site.devices().get(rule.pointId().deviceId()))
                .map(Device::name)
                .filter(name -> !name.isBlank());
        return device.map(name -> name + ", " + point).orElse(point);
    }

    private static String named(PointId point, Site site) {
        return site.point(point)
                .map(it -> it.object().name())
                .filter(name -> !name.isBlank())
                .orElse(point.toString());
    }

    private static String offence(AlarmRule rule, Judged judged, Site site) {
        PointValue value = judged.own().value();
        if (rule.offence() instanceof Limits limits) {
            return value.inWords() + " is " + beyond(judged.amount(), limits);
        }
        if (rule.offence() instanceof Deviation deviation) {
            return value.inWords() + " is " + measured(judged.amount())
                    + (judged.amount() < 0 ? " less" : " more") + " than " + named(deviation.from(), site)
                    + judged.other().map(it -> ", " + it.value().inWords()).orElse("");
        }
        if (rule.offence() instanceof Rate rate) {
            return value.inWords() + (judged.amount() < 0 ? ", fallen by " : ", risen by ") + measured(judged.amount())
                    + " within " + span(rate.window());
        }
        if (rule.offence() instanceof States) {
            return "is " + state(judged.own(), site);
        }
        if (rule.offence() instanceof Mismatch mismatch) {
            return "is " + state(judged.own(), site) + ", but " + named(mismatch.with(), site) + " is "
                    + judged.other().map(it -> state(it, site)).orElse("not known");
        }
        if (rule.offence() instanceof AlarmRule.Stuck) {
            return "has been " + value.inWords() + " for " + span(rule.delay());
        }
        return "cannot be read";
    }

    private static String state(Sample sample, Site site) {
        return site.point(sample.pointId())
                .flatMap(it -> it.object().stateText(sample.value()))
                .orElseGet(() -> sample.value().inWords());
    }

    private static String beyond(double amount, Limits limits) {
        boolean above = limits.high().isPresent() && amount > limits.high().getAsDouble();
        return above
                ? "above " + plain(limits.high().getAsDouble())
                : "below " + plain(limits.low().orElse(Double.NaN));
    }

    private static String span(Duration span) {
        return span.toSeconds() % 60 == 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }

    /** How much it is, up or down; differences of floats have digits that nobody measured. */
    private static String measured(double number) {
        return Double.isFinite(number)
                ? plain(new BigDecimal(Math.abs(number))
                        .round(new MathContext(6))
                        .doubleValue())
                : String.valueOf(number);
    }

    private static String plain(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(number);
    }
}
