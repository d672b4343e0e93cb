// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import io.bms.api.site.SiteStore;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whom devices tell of their events, in words. Thread: any. */
final class EventWords {
    private EventWords() {}

    static void requireDevice(SiteStore site, int deviceId) throws Refused {
        if (!site.current().devices().containsKey(deviceId)) {
            throw new Refused("The site has no device " + deviceId + "; bms:device-list shows those it has.");
        }
    }

    /** @param typed null where none is */
    static Set<Integer> classes(List<Integer> typed) throws Refused {
        List<Integer> classes = typed == null ? List.of() : typed;
        for (int each : classes) {
            requireClass(each);
        }
        return Set.copyOf(classes);
    }

    static void requireClass(int typed) throws Refused {
        if (typed < 0 || typed > NotificationClass.LAST) {
            throw new Refused(
                    "A notification class has a number from 0 to " + NotificationClass.LAST + ", not " + typed + ".");
        }
    }

    /** {@code , priorities 96/96/200, to be acknowledged: to-offnormal}. */
    static String priorities(NotificationClass one) {
        String priorities = one.priorities().isEmpty()
                ? ""
                : ", priorities "
                        + one.priorities().stream().map(String::valueOf).collect(Collectors.joining("/"));
        return priorities + ", to be acknowledged: " + changes(one.acknowledged());
    }

    static String recipient(EventRecipient recipient) {
        return recipient.to() + (recipient.leadsHere() ? " (this gateway)" : "") + ", process " + recipient.process()
                + ", " + (recipient.confirmed() ? "confirmed" : "unconfirmed") + ", "
                + changes(recipient.transitions()) + ", " + recipient.times();
    }

    /** @param bits as a device's bit string is shown: {@code B'110'} */
    static String changes(String bits) {
        Set<Transition> set = EnumSet.noneOf(Transition.class);
        for (Transition transition : Transition.values()) {
            int at = 2 + transition.ordinal();
            if (at < bits.length() && bits.charAt(at) == '1') {
                set.add(transition);
            }
        }
        return changes(set);
    }

    private static String changes(Collection<Transition> some) {
        return some.isEmpty()
                ? "nothing"
                : some.size() == Transition.values().length
                        ? "all changes"
                        : some.stream().sorted().map(EventWords::change).collect(Collectors.joining(" and "));
    }

    /** As the standard writes it: {@code to-offnormal}. */
    static String change(Transition transition) {
        return transition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
