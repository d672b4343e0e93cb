// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.RejectReason;
import io.bms.api.Failure;
import io.bms.api.driver.WriteRequest;
import io.bms.bacnet.value.DeviceRefusal;
import java.util.Set;

/** What a device's refusal of a write means to whoever asked for it. Thread: any. */
final class WriteRefusals {
    private static final Set<ErrorCode> DENIED = Set.of(ErrorCode.writeAccessDenied, ErrorCode.accessDenied);
    private static final Set<ErrorCode> OUT_OF_RANGE = Set.of(
            ErrorCode.valueOutOfRange,
            ErrorCode.parameterOutOfRange,
            ErrorCode.rejectParameterOutOfRange,
            ErrorCode.rejectUndefinedEnumeration,
            ErrorCode.valueTooLong,
            ErrorCode.noSpaceToWriteProperty,
            ErrorCode.invalidValueInThisState);
    private static final Set<ErrorCode> WRONG_TYPE = Set.of(
            ErrorCode.invalidDataType,
            ErrorCode.invalidParameterDataType,
            ErrorCode.rejectInvalidParameterDataType,
            ErrorCode.datatypeNotSupported,
            ErrorCode.characterSetNotSupported);

    private WriteRefusals() {}

    static Failure failure(DeviceRefusal refusal, WriteRequest request) {
        if (DENIED.stream().anyMatch(refusal::isError)) {
            return new Failure(
                    io.bms.api.ErrorCode.NOT_WRITABLE,
                    "The device does not let " + request.pointId()
                            + " be written; choose an output or a value, or allow it in the device");
        }
        if (OUT_OF_RANGE.stream().anyMatch(refusal::isError)
                || refusal.isReject(RejectReason.parameterOutOfRange)
                || refusal.isReject(RejectReason.undefinedEnumeration)) {
            return new Failure(
                    io.bms.api.ErrorCode.OUT_OF_RANGE,
                    "The device refuses the value as out of range (" + refusal.words() + "); send one that it allows");
        }
        if (WRONG_TYPE.stream().anyMatch(refusal::isError) || refusal.isReject(RejectReason.invalidParameterDataType)) {
            return new Failure(
                    io.bms.api.ErrorCode.INVALID_REQUEST,
                    "The device refuses the value's type; send the type that the point has");
        }
        return new Failure(
                io.bms.api.ErrorCode.DEVICE_ERROR,
                "The device refused the write: " + refusal.words() + "; " + refusal.remedy());
    }
}
