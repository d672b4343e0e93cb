package io.bms.bacnet;

import com.serotonin.bacnet4j.type.constructed.Address;

/** Where a request goes, and which it is: what the library hands through to the network layer, where it gets its invoke id. */
final class Destination extends Address {
    private final Outstanding.Asked asked;

    Destination(Address address, Outstanding.Asked asked) {
        super(address.getNetworkNumber().intValue(), address.getMacAddress());
        this.asked = asked;
    }

    Outstanding.Asked asked() {
        return asked;
    }
}
