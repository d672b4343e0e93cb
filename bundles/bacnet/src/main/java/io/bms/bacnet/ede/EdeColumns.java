// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the columns of an EDE file stand, by their names as different programs spell them. Thread: any. */
final class EdeColumns {
    /** A column of layout 2, with its names in lower case, of letters and digits only. */
    enum Column {
        KEY("keyname", "key"),
        DEVICE(
                "deviceobjinstance",
                "deviceobjectinstance",
                "deviceinstance",
                "deviceinstancenumber",
                "devinstance",
                "devinst",
                "deviceid",
                "deviceno",
                "device",
                "geräteinstanz",
                "gerät"),
        NAME("objectname", "objname", "objektname", "name", "pointname"),
        TYPE("objecttype", "objtype", "objekttyp", "type", "typ"),
        INSTANCE(
                "objectinstance",
                "objinstance",
                "objectinstancenumber",
                "objinst",
                "objektinstanz",
                "instance",
                "instanz",
                "objectid"),
        DESCRIPTION("description", "desc", "beschreibung", "kommentar", "comment"),
        DEFAULT("presentvaluedefault"),
        MIN("minpresentvalue"),
        MAX("maxpresentvalue"),
        SETTABLE("settable", "commandable", "writable", "writeable", "schreibbar"),
        COV("supportscov", "cov"),
        HIGH("hilimit", "highlimit"),
        LOW("lowlimit", "lolimit"),
        STATE_TEXTS(
                "statetextreference",
                "statetextreferences",
                "statetextref",
                "statetexts",
                "statetext",
                "zustandstexte"),
        UNIT("unitcode", "unitscode", "units", "unit", "engineeringunits", "engineeringunit", "einheit"),
        VENDOR_ADDRESS("vendorspecificaddress");

        private final Set<String> names;

        Column(String... names) {
            this.names = Set.of(names);
        }
    }

    private static final List<Column> MANDATORY = List.of(Column.DEVICE, Column.TYPE, Column.INSTANCE);

    private final Map<Column, Integer> places;
    private final Optional<Character> separator;

    private EdeColumns(Map<Column, Integer> places, Optional<Character> separator) {
        this.places = places;
        this.separator = separator;
    }

    /**
     * The columns by the names in the head; by their places in layout 2 where the head names too few. Empty if this is
     * no head.
     */
    static Optional<EdeColumns> of(String head) {
        for (char separator : Delimited.SEPARATORS) {
            Map<Column, Integer> places = places(fields(head, separator));
            if (places.keySet().containsAll(MANDATORY)) {
                return Optional.of(new EdeColumns(places, Optional.of(separator)));
            }
        }
        char separator = Delimited.separatorOf(head);
        List<String> fields = fields(head, separator);
        return places(fields).containsKey(Column.KEY)
                ? Optional.of(layout2(fields.size() > 1 ? Optional.of(separator) : Optional.empty()))
                : Optional.empty();
    }

    private static List<String> fields(String head, char separator) {
        return Delimited.rows(List.of(head), separator, 1).stream()
                .findFirst()
                .map(Delimited.Row::fields)
                .orElse(List.of());
    }

    private static Map<Column, Integer> places(List<String> head) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        for (int i = 0; i < head.size(); i++) {
            String name = head.get(i).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
            for (Column column : Column.values()) {
                if (column.names.contains(name)) {
                    places.putIfAbsent(column, i);
                }
            }
        }
        return places;
    }

    private static EdeColumns layout2(Optional<Character> separator) {
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            places.put(column, column.ordinal());
        }
        return new EdeColumns(places, separator);
    }

    /** What stands between the names in the head; empty where that is one name. */
    Optional<Character> separator() {
        return separator;
    }

    /** How many fields a row has at least. */
    int least() {
        return 1 + MANDATORY.stream().mapToInt(places::get).max().orElse(0);
    }

    /** The field of a row; empty where it has none, or a blank one. */
    Optional<String> get(List<String> fields, Column column) {
        Integer place = places.get(column);
        return place == null || place >= fields.size()
                ? Optional.empty()
                : Optional.of(fields.get(place)).filter(text -> !text.isBlank());
    }
}
