// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.WriteRequest;
import io.bms.bacnet.value.DeviceRefusal;

/** What a device's refusal of a write means to whoever asked for it. Thread: any. */
final class WriteRefusals {
    private WriteRefusals() {}

    static Failure failure(DeviceRefusal refusal, WriteRequest request) {
        if (refusal.isError(ErrorCode.writeAccessDenied)) {
            return new Failure(
                    io.bms.api.ErrorCode.NOT_WRITABLE,
                    "The device does not let " + request.pointId()
                            + " be written; choose an output or a value, or allow it in the device");
        }
        if (refusal.isError(ErrorCode.valueOutOfRange)) {
            return new Failure(
                    io.bms.api.ErrorCode.OUT_OF_RANGE,
                    "The device refuses the value as out of range; send one that it allows");
        }
        if (refusal.isError(ErrorCode.invalidDataType)) {
            return new Failure(
                    io.bms.api.ErrorCode.INVALID_REQUEST,
                    "The device refuses the value's type; send the type that the point has");
        }
        return new Failure(
                io.bms.api.ErrorCode.DEVICE_ERROR,
                "The device refused the write: " + refusal.words()
                        + "; if its configuration changed, discover it again");
    }
}
