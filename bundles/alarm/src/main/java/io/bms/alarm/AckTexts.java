// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.driver.DeviceEvent.OpenTransition;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventState;
import io.bms.api.point.PointId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What devices have to hear of acknowledgements, as it stands in the file of alarms: a line each, of fields between
 * tabs.
 */
final class AckTexts {
    private static final String FIELD = "\t";
    private static final String LINE = "\n";

    private AckTexts() {}

    static String ofOpen(List<OpenTransition> open) {
        return open.stream().map(AckTexts::line).collect(Collectors.joining(LINE));
    }

    private static String line(OpenTransition open) {
        return open.state().number() + FIELD + open.stamp();
    }

    static List<OpenTransition> open(String text) {
        return lines(text).map(fields -> open(fields[0], fields[1])).toList();
    }

    static String ofPassed(List<PassedAck> passed) {
        return passed.stream()
                .map(ack -> String.join(
                        FIELD,
                        line(ack.acknowledgement().transition()),
                        ack.acknowledgement().object().toString(),
                        plain(ack.acknowledgement().by()),
                        plain(ack.refused().orElse(""))))
                .collect(Collectors.joining(LINE));
    }

    static List<PassedAck> passed(String text) {
        return lines(text)
                .map(fields -> new PassedAck(
                        new EventAcknowledgement(PointId.parse(fields[2]), open(fields[0], fields[1]), fields[3]),
                        fields[4].isEmpty() ? Optional.empty() : Optional.of(fields[4])))
                .toList();
    }

    private static OpenTransition open(String state, String stamp) {
        return new OpenTransition(new EventState(Integer.parseInt(state)), stamp);
    }

    private static Stream<String[]> lines(String text) {
        return Arrays.stream(text.split(LINE)).filter(line -> !line.isEmpty()).map(line -> line.split(FIELD, -1));
    }

    private static String plain(String text) {
        return text.replaceAll("[\t\n]", " ");
    }
}
