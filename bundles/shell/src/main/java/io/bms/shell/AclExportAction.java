// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.broker.AccessRules;
import io.bms.api.broker.AccessRules.Form;
import io.bms.api.identity.IdentityStore;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:acl-export}. */
@Service
@Command(
        scope = "bms",
        name = "acl-export",
        description =
                "Prints the rights of all accounts as access rules for an external MQTT broker. Passwords are not in it.")
public final class AclExportAction implements Action {
    @Argument(name = "form", required = true, description = "mosquitto-dynsec, mosquitto-acl or emqx")
    private String form;

    @Option(name = "--gateway", description = "The user by which the gateway signs in to that broker")
    private String gateway = "bms-gateway";

    @Reference(optional = true)
    private AccessRules rules;

    @Reference(optional = true)
    private IdentityStore identities;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Form wanted = Arrays.stream(Form.values())
                .filter(known -> known.text().equals(form))
                .findFirst()
                .orElseThrow(() -> new Refused("There is no form '" + form + "'; use "
                        + Arrays.stream(Form.values()).map(Form::text).collect(Collectors.joining(", ")) + "."));
        try {
            // line by line: the screen keeps what is printed at once on one
            rules.export(wanted, gateway, identities.current()).lines().forEach(Screen.of(session)::println);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        return null;
    }
}
