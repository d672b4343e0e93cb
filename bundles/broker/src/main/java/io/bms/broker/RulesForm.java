// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.broker.AccessRules.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes grants in the words of a broker. Thread: any. */
interface RulesForm {
    String write(List<TopicGrant> grants);

    static RulesForm of(Form form) {
        return switch (form) {
            case MOSQUITTO_ACL -> RulesForm::mosquittoAcl;
            case MOSQUITTO_DYNSEC -> RulesForm::mosquittoDynsec;
            case EMQX -> RulesForm::emqx;
        };
    }

    /** mosquitto.conf(5): what no line allows is refused. */
    private static String mosquittoAcl(List<TopicGrant> grants) {
        StringBuilder file = new StringBuilder("# Made by bms:acl-export, for acl_file; set allow_anonymous false.\n");
        for (TopicGrant grant : grants) {
            file.append("\nuser ").append(grant.user()).append('\n');
            grant.publish()
                    .forEach(topic -> file.append("topic write ").append(topic).append('\n'));
            grant.subscribe()
                    .forEach(topic -> file.append("topic read ").append(topic).append('\n'));
        }
        return file.toString();
    }

    /**
     * Takes the place of what an earlier export made; the plugin answers an error to what was not there, and goes on.
     */
    private static String mosquittoDynsec(List<TopicGrant> grants) {
        List<String> commands = new ArrayList<>();
        commands.add("{\"command\":\"setDefaultACLAccess\",\"acls\":["
                + "{\"acltype\":\"publishClientSend\",\"allow\":false},"
                + "{\"acltype\":\"publishClientReceive\",\"allow\":true},"
                + "{\"acltype\":\"subscribe\",\"allow\":false},"
                + "{\"acltype\":\"unsubscribe\",\"allow\":true}]}");
        for (TopicGrant grant : grants) {
            String user = quoted(grant.user());
            String role = quoted("bms-" + grant.user());
            List<String> acls = new ArrayList<>();
            grant.publish().forEach(topic -> acls.add(dynsecAcl("publishClientSend", topic)));
            grant.subscribe().forEach(topic -> acls.add(dynsecAcl("subscribePattern", topic)));
            commands.add("{\"command\":\"deleteRole\",\"rolename\":" + role + "}");
            commands.add(
                    "{\"command\":\"createRole\",\"rolename\":" + role + ",\"acls\":[" + String.join(",", acls) + "]}");
            commands.add("{\"command\":\"createClient\",\"username\":" + user + "}");
            commands.add("{\"command\":\"addClientRole\",\"username\":" + user + ",\"rolename\":" + role
                    + ",\"priority\":0}");
        }
        return "{\"commands\":[\n" + String.join(",\n", commands) + "\n]}\n";
    }

    private static String dynsecAcl(String type, String topic) {
        return "{\"acltype\":\"" + type + "\",\"topic\":" + quoted(topic) + ",\"priority\":0,\"allow\":true}";
    }

    /** EMQX's authorization file: the first rule that fits decides. */
    private static String emqx(List<TopicGrant> grants) {
        StringBuilder file =
                new StringBuilder("%% Made by bms:acl-export, for acl.conf; set authorization.no_match = deny.\n");
        for (TopicGrant grant : grants) {
            emqx(file, grant.user(), "publish", grant.publish());
            emqx(file, grant.user(), "subscribe", grant.subscribe());
        }
        return file.append("{deny, all}.\n").toString();
    }

    private static void emqx(StringBuilder file, String user, String action, List<String> topics) {
        if (!topics.isEmpty()) {
            file.append(String.format(
                    Locale.ROOT,
                    "{allow, {username, %s}, %s, [%s]}.\n",
                    quoted(user),
                    action,
                    topics.stream().map(RulesForm::quoted).collect(Collectors.joining(", "))));
        }
    }

    /** For JSON and for Erlang; topics have no control characters. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
