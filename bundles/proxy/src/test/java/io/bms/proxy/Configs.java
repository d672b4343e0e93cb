// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as a component gets them. */
final class Configs {
    private Configs() {}

    static BrokerAddressConfig broker(String host, int port) {
        return of(BrokerAddressConfig.class, Map.of("host", host, "port", port));
    }

    static <T> T of(Class<T> type, Map<String, Object> given) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> given.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
