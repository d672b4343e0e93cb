// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.exception.BACnetServiceException;
import com.serotonin.bacnet4j.obj.AnalogInputObject;
import com.serotonin.bacnet4j.obj.AnalogOutputObject;
import com.serotonin.bacnet4j.obj.AnalogValueObject;
import com.serotonin.bacnet4j.obj.BACnetObject;
import com.serotonin.bacnet4j.obj.BinaryInputObject;
import com.serotonin.bacnet4j.obj.BinaryOutputObject;
import com.serotonin.bacnet4j.obj.BinaryValueObject;
import com.serotonin.bacnet4j.obj.MultistateInputObject;
import com.serotonin.bacnet4j.obj.MultistateOutputObject;
import com.serotonin.bacnet4j.obj.MultistateValueObject;
import com.serotonin.bacnet4j.type.constructed.BACnetArray;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.Polarity;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.simulator.point.PointKind;
import io.bms.simulator.point.Shape;
import io.bms.simulator.point.SimulatedPoint;
import io.bms.simulator.point.Unit;

/** Makes the BACnet object of a point and adds it to the device. Outputs and values are commandable; all report COV. */
final class ObjectFactory implements Shape.Visitor<BACnetObject> {
    private final LocalDevice device;
    private final SimulatedPoint point;

    private ObjectFactory(LocalDevice device, SimulatedPoint point) {
        this.device = device;
        this.point = point;
    }

    static BACnetObject create(LocalDevice device, SimulatedPoint point) {
        BACnetObject object = point.shape().accept(new ObjectFactory(device, point));
        object.writePropertyInternal(PropertyIdentifier.description, new CharacterString(point.description()));
        return object;
    }

    @Override
    public BACnetObject analog(Shape.Analog shape) {
        Codec codec = Codec.of(shape);
        float initial = (float) codec.decode(codec.encode(initial()));
        float increment = (float) shape.covIncrement();
        EngineeringUnits units = units(shape.unit());
        BACnetObject object = added(() -> switch (point.kind()) {
            case INPUT ->
                new AnalogInputObject(device, point.instance(), point.name(), initial, units, false)
                        .supportCovReporting(increment);
            case OUTPUT ->
                new AnalogOutputObject(device, point.instance(), point.name(), initial, units, false, initial)
                        .supportCovReporting(increment);
            case VALUE ->
                new AnalogValueObject(device, point.instance(), point.name(), initial, units, false)
                        .supportCommandable(initial)
                        .supportCovReporting(increment);
        });
        shape.range().filter(range -> point.kind() != PointKind.INPUT).ifPresent(range -> object.writePropertyInternal(
                        PropertyIdentifier.minPresValue, new Real((float) range.min()))
                .writePropertyInternal(PropertyIdentifier.maxPresValue, new Real((float) range.max())));
        return object;
    }

    @Override
    public BACnetObject binary(Shape.Binary shape) {
        BinaryPV initial = initial() >= 0.5 ? BinaryPV.active : BinaryPV.inactive;
        String off = shape.inactiveText();
        String on = shape.activeText();
        return added(() -> switch (point.kind()) {
            case INPUT ->
                new BinaryInputObject(device, point.instance(), point.name(), initial, false, Polarity.normal)
                        .supportStateText(off, on)
                        .supportCovReporting();
            case OUTPUT ->
                new BinaryOutputObject(device, point.instance(), point.name(), initial, false, Polarity.normal, initial)
                        .supportStateText(off, on)
                        .supportCovReporting();
            case VALUE ->
                new BinaryValueObject(device, point.instance(), point.name(), initial, false)
                        .supportStateText(off, on)
                        .supportCommandable(initial)
                        .supportCovReporting();
        });
    }

    @Override
    public BACnetObject multiState(Shape.MultiState shape) {
        int initial = (int) Math.round(initial());
        int states = shape.texts().size();
        BACnetArray<CharacterString> texts = new BACnetArray<>(
                shape.texts().stream().map(CharacterString::new).toList());
        return added(() -> switch (point.kind()) {
            case INPUT ->
                new MultistateInputObject(device, point.instance(), point.name(), states, texts, initial, false)
                        .supportCovReporting();
            case OUTPUT ->
                new MultistateOutputObject(
                                device, point.instance(), point.name(), states, texts, initial, initial, false)
                        .supportCovReporting();
            case VALUE ->
                new MultistateValueObject(device, point.instance(), point.name(), states, texts, initial, false)
                        .supportCommandable(new UnsignedInteger(initial))
                        .supportCovReporting();
        });
    }

    private double initial() {
        return point.port().initial();
    }

    private interface Creation {
        BACnetObject create() throws BACnetServiceException;
    }

    private BACnetObject added(Creation creation) {
        try {
            return creation.create();
        } catch (BACnetServiceException e) {
            throw new IllegalStateException("cannot add " + point.name() + " to its device", e);
        }
    }

    private static EngineeringUnits units(Unit unit) {
        return switch (unit) {
            case CELSIUS -> EngineeringUnits.degreesCelsius;
            case PERCENT -> EngineeringUnits.percent;
            case RELATIVE_HUMIDITY -> EngineeringUnits.percentRelativeHumidity;
            case PASCAL -> EngineeringUnits.pascals;
            case BAR -> EngineeringUnits.bars;
            case PPM -> EngineeringUnits.partsPerMillion;
            case KILOWATT -> EngineeringUnits.kilowatts;
            case KILOWATT_HOUR -> EngineeringUnits.kilowattHours;
            case VOLT -> EngineeringUnits.volts;
            case AMPERE -> EngineeringUnits.amperes;
            case POWER_FACTOR -> EngineeringUnits.powerFactor;
            case CUBIC_METERS_PER_HOUR -> EngineeringUnits.cubicMetersPerHour;
            case CUBIC_METERS -> EngineeringUnits.cubicMeters;
        };
    }
}
