// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * A port that the gateway will open, tried before it starts so that the one who starts it hears what is wrong.
 *
 * @param protocol TCP or UDP
 * @param address the setting of the address it binds to
 * @param port the setting of its number
 */
record Endpoint(Protocol protocol, CfgSetting address, CfgSetting port) {
    /** A transport protocol. */
    enum Protocol {
        TCP,
        UDP
    }

    /** Somebody holds it. */
    boolean isOpen() {
        try {
            open(new InetSocketAddress(host(), number()));
            return false;
        } catch (CannotStartException | IOException e) {
            return true;
        }
    }

    boolean isUnderstood() {
        try {
            number();
            host();
            return true;
        } catch (CannotStartException e) {
            return false;
        }
    }

    /** Opens it and closes it again. */
    void tryOut() throws CannotStartException {
        int number = number();
        InetAddress host = host();
        try {
            open(new InetSocketAddress(host, number));
        } catch (BindException e) {
            throw new CannotStartException(reason(host, number, e));
        } catch (IOException e) {
            throw new CannotStartException("Port " + number + " (" + protocol + ", " + host.getHostAddress()
                    + ") cannot be opened: " + e + ". Set " + port.place() + ", to another.");
        }
    }

    @Override
    public String toString() {
        try {
            return protocol + " " + (host() instanceof Inet6Address ? "IPv6" : host().getHostAddress()) + ":"
                    + number();
        } catch (CannotStartException e) {
            return protocol + " " + address.value() + ":" + port.value();
        }
    }

    private void open(InetSocketAddress where) throws IOException {
        if (protocol == Protocol.TCP) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(where);
            }
        } else {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.setReuseAddress(false);
                socket.bind(where);
            }
        }
    }

    private String reason(InetAddress host, int number, BindException e) {
        String what = String.valueOf(e.getMessage());
        if (what.contains("assign")) {
            return "The address " + host.getHostAddress() + " is not one of this machine. Set " + address.place()
                    + ", to one that is.";
        }
        String why = what.contains("Permission") ? "may not be opened by this user" : "is taken by another program";
        return "Port " + number + " (" + protocol + ", " + host.getHostAddress() + ") " + why
                + ". Set " + port.place() + ", to a free one"
                + (host.isAnyLocalAddress() ? "; or " + address.place() + ", to one address of this machine." : ".");
    }

    private int number() throws CannotStartException {
        try {
            int number = Integer.parseInt(port.value());
            if (number >= 1 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the place.
        }
        throw new CannotStartException(
                "'" + port.value() + "' is not a port. Set " + port.place() + ", to a number from 1 to 65535.");
    }

    private InetAddress host() throws CannotStartException {
        try {
            return InetAddress.getByName(address.value());
        } catch (UnknownHostException e) {
            throw new CannotStartException("'" + address.value() + "' is not an address. Set " + address.place()
                    + ", to an address of this machine.");
        }
    }
}
