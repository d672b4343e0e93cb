// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.exception.BACnetServiceException;
import com.serotonin.bacnet4j.obj.BACnetObject;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.DeviceObjectReference;
import com.serotonin.bacnet4j.type.constructed.OptionalUnsigned;
import com.serotonin.bacnet4j.type.constructed.PropertyValue;
import com.serotonin.bacnet4j.type.constructed.ValueSource;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Reliability;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.simulator.point.Terminal;
import java.util.OptionalDouble;

/** A BACnet object as the simulation's terminal. The control program commands at priority 16, below every operator. */
final class ObjectTerminal implements Terminal {
    private static final UnsignedInteger PROGRAM_PRIORITY = new UnsignedInteger(16);

    private final BACnetObject object;
    private final Codec codec;
    private final ValueSource program;
    private Encodable lastCommand;
    private boolean reliable = true;

    ObjectTerminal(BACnetObject object, Codec codec) {
        this.object = object;
        this.codec = codec;
        program = new ValueSource(
                new DeviceObjectReference(object.getLocalDevice().getId(), object.getId()));
    }

    @Override
    public double value() {
        return codec.decode(object.get(PropertyIdentifier.presentValue));
    }

    @Override
    public OptionalDouble override() {
        OptionalUnsigned priority = object.get(PropertyIdentifier.currentCommandPriority);
        boolean programWins =
                priority.isNullValue() || priority.getUnsignedIntegerValue().equals(PROGRAM_PRIORITY);
        return programWins && !outOfService() ? OptionalDouble.empty() : OptionalDouble.of(value());
    }

    @Override
    public void publish(double measured) {
        reliable(!Double.isNaN(measured));
        if (Double.isNaN(measured)) {
            return;
        }
        Encodable value = codec.encode(measured);
        if (!outOfService() && !value.equals(object.get(PropertyIdentifier.presentValue))) {
            object.writePropertyInternal(PropertyIdentifier.presentValue, value);
        }
    }

    private void reliable(boolean measures) {
        if (measures != reliable) {
            reliable = measures;
            object.writePropertyInternal(
                    PropertyIdentifier.reliability, measures ? Reliability.noFaultDetected : Reliability.noSensor);
        }
    }

    @Override
    public void command(double wanted) {
        Encodable value = codec.encode(wanted);
        if (outOfService() || value.equals(lastCommand)) {
            return;
        }
        try {
            object.writeProperty(
                    program, new PropertyValue(PropertyIdentifier.presentValue, null, value, PROGRAM_PRIORITY));
            lastCommand = value;
        } catch (BACnetServiceException e) {
            throw new IllegalStateException(object.getObjectName() + " refuses its own program", e);
        }
    }

    private boolean outOfService() {
        Boolean flag = object.get(PropertyIdentifier.outOfService);
        return flag.booleanValue();
    }
}
