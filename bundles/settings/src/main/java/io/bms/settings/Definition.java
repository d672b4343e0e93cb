// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the keys of a cfg file are, by the annotation type that a bundle declares them with: names, types and defaults
 * are its methods', limits and words those of the metatype resource (OSGi Compendium, 105) that is made from it.
 *
 * @param attributes by their keys
 * @param described there is a metatype resource; without one, another bundle describes this file
 */
record Definition(Map<String, Attribute> attributes, boolean described) {
    static Definition of(Class<?> type) {
        Map<String, Element> elements = new HashMap<>();
        try (InputStream xml =
                type.getClassLoader().getResourceAsStream("OSGI-INF/metatype/" + type.getName() + ".xml")) {
            if (xml != null) {
                elements.putAll(elements(xml));
            }
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("the metatype resource of " + type.getName() + " cannot be read", e);
        }
        Map<String, Attribute> attributes = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            attributes.put(method.getName(), attribute(method, elements.get(method.getName())));
        }
        return new Definition(attributes, !elements.isEmpty());
    }

    private static Attribute attribute(Method method, Element described) {
        if (described == null) {
            return Attribute.of(method, Map.of(), List.of());
        }
        Map<String, String> words = new HashMap<>();
        NamedNodeMap given = described.getAttributes();
        for (int i = 0; i < given.getLength(); i++) {
            words.put(given.item(i).getNodeName(), given.item(i).getNodeValue());
        }
        List<String> options = new ArrayList<>();
        for (Element option : children(described, "Option")) {
            options.add(option.getAttribute("value"));
        }
        return Attribute.of(method, words, options);
    }

    private static Map<String, Element> elements(InputStream xml)
            throws IOException, SAXException, ParserConfigurationException {
        Map<String, Element> byId = new HashMap<>();
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(xml)
                .getDocumentElement();
        children(root, "AD").forEach(element -> byId.put(element.getAttribute("id"), element));
        return byId;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
