// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.alarm;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One action on some alarms. There is none on all: who asks names what he sees.
 *
 * @param targets 1 to {@value #MOST}
 * @param note of at most 500 characters; required for a note, and for what is resolved by force
 * @param by who asks
 * @param via how far to trust that
 */
public record AlarmRequest(
        AlarmAction action, List<Target> targets, Optional<String> note, String by, Signature.Via via) {
    public static final int MOST = 500;

    /**
     * An alarm as somebody saw it.
     *
     * @param seq what it had there; empty for whatever it has by now
     */
    public record Target(AlarmId id, OptionalLong seq) {
        public Target {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(seq, "seq");
        }
    }

    public AlarmRequest {
        targets = List.copyOf(targets);
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(via, "via");
        if (targets.isEmpty() || targets.size() > MOST) {
            throw new IllegalArgumentException("alarms names " + targets.size() + " alarms; name 1 to " + MOST);
        }
        if (note.isPresent() && note.get().length() > Signature.MAX_NOTE) {
            throw new IllegalArgumentException(
                    "note has " + note.get().length() + " characters; use at most " + Signature.MAX_NOTE);
        }
        if (note.isEmpty() && needsNote(action)) {
            throw new IllegalArgumentException("note is missing; say why, in a few words");
        }
    }

    private static boolean needsNote(AlarmAction action) {
        return action.decide(new AlarmAction.Cases<Boolean>() {
            @Override
            public Boolean acknowledge(AlarmAction.Acknowledge one) {
                return false;
            }

            @Override
            public Boolean resolve(AlarmAction.Resolve one) {
                return one.force();
            }

            @Override
            public Boolean shelve(AlarmAction.Shelve one) {
                return false;
            }

            @Override
            public Boolean note(AlarmAction.Note one) {
                return true;
            }
        });
    }

    /** The same, asked by somebody who is known better. */
    public AlarmRequest by(String who, Signature.Via way) {
        return new AlarmRequest(action, targets, note, who, way);
    }
}
