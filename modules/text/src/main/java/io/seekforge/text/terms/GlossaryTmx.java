package io.seekforge.text.terms;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a translation memory (TMX 1.4b) as a glossary: a unit is a concept, each of its segments a
 * name. Inline codes of a segment are left out, subflows too.
 */
final class GlossaryTmx {
  private final GlossarySection section;
  private final XMLStreamReader xml;
  private final List<Term> terms = new ArrayList<>();
  private ConceptNames names;
  private String language = "";
  private int units;

  private GlossaryTmx(XMLStreamReader xml, GlossarySection section) {
    this.xml = xml;
    this.section = section;
  }

  static List<Term> read(InputStream bytes, GlossarySection section) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      GlossaryTmx memory = new GlossaryTmx(factory.createXMLStreamReader(bytes), section);
      memory.read();
      return memory.terms;
    } catch (XMLStreamException e) {
      throw new SeekforgeException(
          "Cannot read glossary "
              + section.path()
              + ": no well-formed TMX at line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNumber()),
          e);
    }
  }

  private void read() throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        start();
      } else if (event == XMLStreamConstants.END_ELEMENT
          && xml.getLocalName().equals("tu")
          && names != null) {
        terms.addAll(names.terms(section));
        names = null;
      }
    }
  }

  private void start() throws XMLStreamException {
    switch (xml.getLocalName()) {
      case "tu" -> {
        String id = xml.getAttributeValue(null, "tuid");
        names = new ConceptNames(id == null || id.isBlank() ? Integer.toString(units) : id);
        units++;
      }
      case "tuv" -> {
        String tag = xml.getAttributeValue(XMLConstants.XML_NS_URI, "lang");
        tag = tag == null ? xml.getAttributeValue(null, "lang") : tag;
        language = tag == null ? "" : tag;
      }
      case "seg" -> {
        String text = segment();
        if (names != null) {
          names.add(language, text);
        }
      }
      default -> {}
    }
  }

  private String segment() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int depth = 1;
    int code = 0;
    while (depth > 0) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        code += code > 0 || !xml.getLocalName().equals("hi") ? 1 : 0;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        code -= code > 0 ? 1 : 0;
      } else if (code == 0 && xml.isCharacters()) {
        text.append(xml.getText());
      }
    }
    return text.toString();
  }
}
