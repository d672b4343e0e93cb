// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.apdu.AckAPDU;
import com.serotonin.bacnet4j.apdu.Error;
import com.serotonin.bacnet4j.type.error.ErrorClassAndCode;
import io.bms.bacnet.packet.ApplicationTag;
import java.util.Optional;

/**
 * A device sent another datatype than belongs there. On its way through the library this is an error whose class and
 * code are beyond the 16 bits that the standard gives them (ASHRAE 135, 18.1), so that it cannot be taken for an error
 * of a device. Thread: any.
 *
 * @param sent what came; empty for anything but a single primitive
 */
public record WrongType(ApplicationTag expected, Optional<ApplicationTag> sent) {
    private static final int BEYOND = 1 << 16;
    private static final byte ENUMERATED_OF_THREE_OCTETS = (byte) 0x93;
    private static final int NOT_PRIMITIVE = 0xff;

    /** The class and the code, tagged. */
    byte[] error() {
        return new byte[] {
            ENUMERATED_OF_THREE_OCTETS, 1, 0, (byte) expected.ordinal(),
            ENUMERATED_OF_THREE_OCTETS, 1, 0,
                    (byte) sent.map(ApplicationTag::ordinal)
                            .orElse(NOT_PRIMITIVE)
                            .intValue()
        };
    }

    public static Optional<WrongType> in(AckAPDU answer) {
        return answer instanceof Error error ? in(error.getError().getErrorClassAndCode()) : Optional.empty();
    }

    public static Optional<WrongType> in(ErrorClassAndCode error) {
        int expected = error.getErrorClass().intValue() - BEYOND;
        int sent = error.getErrorCode().intValue() - BEYOND;
        return ApplicationTag.numbered(expected).map(tag -> new WrongType(tag, ApplicationTag.numbered(sent)));
    }

    public String words() {
        String what = sent.map(ApplicationTag::words).orElse("something else");
        return sent.filter(expected::equals).isPresent()
                ? "it sent " + what + " of a wrong length"
                : "it sent " + what + " where " + expected.words() + " belongs";
    }
}
