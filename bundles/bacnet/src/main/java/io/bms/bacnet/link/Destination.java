// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.transport.DefaultTransport;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.bacnet.settings.IpAddress;

/**
 * The address of a request, and which request it is. The library hands it through to the network layer, where the
 * request gets its invoke id. The library knows one router for each network number, and asks for that on its own
 * thread when it sends; two sites may have numbered their networks alike, so that the device's own router is set
 * whenever the number is asked for. Thread: any.
 */
final class Destination extends Address {
    private static final long serialVersionUID = 1L;

    private final transient Target target;
    private final transient Outstanding.Asked asked;
    private final transient DefaultTransport transport;

    Destination(Target target, Outstanding.Asked asked, DefaultTransport transport) {
        super(target.address().getNetworkNumber().intValue(), target.address().getMacAddress());
        this.target = target;
        this.asked = asked;
        this.transport = transport;
    }

    @Override
    public UnsignedInteger getNetworkNumber() {
        target.route()
                .ifPresent(network ->
                        transport.addNetworkRouter(network, new OctetString(IpAddress.toMac(target.link()))));
        return super.getNetworkNumber();
    }

    Outstanding.Asked asked() {
        return asked;
    }
}
