// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.apdu.Abort;
import com.serotonin.bacnet4j.apdu.AckAPDU;
import com.serotonin.bacnet4j.apdu.Error;
import com.serotonin.bacnet4j.apdu.Reject;
import com.serotonin.bacnet4j.type.enumerated.AbortReason;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.RejectReason;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a device refused (ASHRAE 135, clause 18), in the standard's hyphenated names. Thread: any.
 *
 * @param kind whether the device sent an Error, a Reject or an Abort
 * @param reason as in {@code write-access-denied}
 */
public record DeviceRefusal(Kind kind, String reason) {
    public enum Kind {
        ERROR,
        REJECT,
        ABORT
    }

    private static final Set<String> PASSING_ABORTS = Stream.of(
                    AbortReason.outOfResources, AbortReason.preemptedByHigherPriorityTask, AbortReason.tsmTimeout)
            .map(passing -> AbortReason.nameForId(passing.intValue()))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> PASSING_ERRORS = Stream.of(
                    ErrorCode.deviceBusy,
                    ErrorCode.busy,
                    ErrorCode.timeout,
                    ErrorCode.configurationInProgress,
                    ErrorCode.abortOutOfResources,
                    ErrorCode.abortPreemptedByHigherPriorityTask,
                    ErrorCode.abortTsmTimeout)
            .map(passing -> ErrorCode.nameForId(passing.intValue()))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> TOO_LONG = Stream.of(RejectReason.bufferOverflow, RejectReason.tooManyArguments)
            .map(tooLong -> RejectReason.nameForId(tooLong.intValue()))
            .collect(Collectors.toUnmodifiableSet());

    public static DeviceRefusal of(AckAPDU answer) {
        if (answer instanceof Error error) {
            return of(error.getError().getErrorClassAndCode());
        }
        if (answer instanceof Reject reject) {
            return new DeviceRefusal(
                    Kind.REJECT,
                    name(
                            reject.getRejectReason(),
                            RejectReason.nameForId(reject.getRejectReason().intValue())));
        }
        if (answer instanceof Abort abort) {
            return new DeviceRefusal(
                    Kind.ABORT,
                    name(
                            abort.getAbortReason(),
                            AbortReason.nameForId(abort.getAbortReason().intValue())));
        }
        throw new IllegalArgumentException("not a refusal: " + answer);
    }

    public static DeviceRefusal of(ErrorClassAndCode error) {
        ErrorCode code = error.getErrorCode();
        return new DeviceRefusal(Kind.ERROR, name(code, ErrorCode.nameForId(code.intValue())));
    }

    private static String name(Enumerated number, String name) {
        return name == null ? "reason-" + number.intValue() : name;
    }

    public boolean isError(ErrorCode code) {
        return kind == Kind.ERROR && reason.equals(ErrorCode.nameForId(code.intValue()));
    }

    public boolean isReject(RejectReason why) {
        return kind == Kind.REJECT && reason.equals(RejectReason.nameForId(why.intValue()));
    }

    /** The device cannot make anything of the request, however short it is. */
    public boolean isOfService() {
        return kind == Kind.REJECT && !TOO_LONG.contains(reason);
    }

    /** The refusal is about what was asked for, and not about the form of the request. */
    public boolean isOfProperty() {
        return kind == Kind.ERROR;
    }

    public boolean isAbort() {
        return kind == Kind.ABORT;
    }

    /** The reason may pass within moments. */
    public boolean isPassing() {
        return switch (kind) {
            case ERROR -> PASSING_ERRORS.contains(reason);
            case ABORT -> PASSING_ABORTS.contains(reason);
            case REJECT -> false;
        };
    }

    /** What whoever asked can do about it, in words that follow the reason. */
    public String remedy() {
        if (isPassing()) {
            return "try again in a moment";
        }
        if (isError(ErrorCode.readAccessDenied) || isError(ErrorCode.accessDenied)) {
            return "allow it in the device";
        }
        if (isError(ErrorCode.communicationDisabled)) {
            return "somebody has told the device to be silent; enable its communication";
        }
        return isError(ErrorCode.valueNotInitialized) || isError(ErrorCode.notConfigured)
                ? "set it up in the device"
                : "if its configuration changed, discover it again";
    }

    /** In words, to follow "the device answered:". */
    public String words() {
        return switch (kind) {
            case ERROR -> Names.words(reason);
            case REJECT -> "request rejected, " + Names.words(reason);
            case ABORT -> "request aborted, " + Names.words(reason);
        };
    }
}
