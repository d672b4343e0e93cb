// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

/** The numbers of the fields in sparkplug_b.proto (Sparkplug 3.0, 6.2) that are written or read here. */
final class PayloadField {
    static final int PAYLOAD_TIMESTAMP = 1;
    static final int PAYLOAD_METRIC = 2;
    static final int PAYLOAD_SEQ = 3;

    static final int NAME = 1;
    static final int ALIAS = 2;
    static final int TIMESTAMP = 3;
    static final int DATATYPE = 4;
    static final int IS_HISTORICAL = 5;
    static final int IS_NULL = 7;
    static final int PROPERTIES = 9;
    static final int INT_VALUE = 10;
    static final int LONG_VALUE = 11;
    static final int FLOAT_VALUE = 12;
    static final int DOUBLE_VALUE = 13;
    static final int BOOLEAN_VALUE = 14;
    static final int STRING_VALUE = 15;

    static final int SET_KEY = 1;
    static final int SET_VALUE = 2;

    static final int PROPERTY_TYPE = 1;
    static final int PROPERTY_INT = 3;
    static final int PROPERTY_BOOLEAN = 7;
    static final int PROPERTY_STRING = 8;

    private PayloadField() {}
}
