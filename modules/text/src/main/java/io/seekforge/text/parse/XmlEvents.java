package io.seekforge.text.parse;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.events.EntityDeclaration;
import org.jsoup.parser.Parser;

/**
 * Reads XML safely: nothing outside the file is ever opened. A document type may name its
 * definition (JATS does), which reads as empty; a document that declares an external entity is
 * refused; expansion of entities, depth and unreported input are bounded. Entities that only the
 * definition would declare ({@code &nbsp;}) are those of HTML.
 */
final class XmlEvents {
  private static final String MAX_EXPANSIONS = "10000";
  private static final String MAX_EXPANDED_CHARS = "10000000";
  private static final String MAX_DEPTH = "1000";
  private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";

  /** What the parser may read ahead of what it reports. */
  private static final int READ_AHEAD = 1 << 16;

  private final StrictReader decoder;
  private final BudgetReader characters;
  private final XMLStreamReader reader;
  private int lastOffset;
  private long charOffset;

  /**
   * @param encoding what the recipe declares
   * @param budget characters that may be read for one event
   */
  XmlEvents(InputStream input, String encoding, long budget) throws IOException, RejectedException {
    BufferedInputStream bytes = new BufferedInputStream(input);
    decoder = new StrictReader(bytes, XmlEncoding.of(bytes, encoding));
    characters = new BudgetReader(decoder, budget + READ_AHEAD);
    try {
      reader = factory().createXMLStreamReader(characters);
    } catch (XMLStreamException e) {
      throw rejected(e);
    }
  }

  /** The JDK's own parser, whatever else is on the class path. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(LIMITS + "entityExpansionLimit", MAX_EXPANSIONS);
    factory.setProperty(LIMITS + "totalEntitySizeLimit", MAX_EXPANDED_CHARS);
    factory.setProperty(LIMITS + "maxElementDepth", MAX_DEPTH);
    factory.setXMLResolver(
        (publicId, systemId, base, name) -> new ByteArrayInputStream(new byte[0]));
    return factory;
  }

  /**
   * Goes to the next event.
   *
   * @return one of {@link XMLStreamConstants}: START_ELEMENT, END_ELEMENT, CHARACTERS (text is in
   *     {@link #text}) or END_DOCUMENT
   */
  int next() throws RejectedException, IOException {
    try {
      while (reader.hasNext()) {
        int event = reader.next();
        characters.renew();
        advance();
        switch (event) {
          case XMLStreamConstants.START_ELEMENT, XMLStreamConstants.END_ELEMENT -> {
            return event;
          }
          case XMLStreamConstants.CHARACTERS,
              XMLStreamConstants.CDATA,
              XMLStreamConstants.SPACE,
              XMLStreamConstants.ENTITY_REFERENCE -> {
            return XMLStreamConstants.CHARACTERS;
          }
          case XMLStreamConstants.DTD -> refuseExternalEntities();
          default -> {}
        }
      }
      return XMLStreamConstants.END_DOCUMENT;
    } catch (XMLStreamException e) {
      throw rejected(e);
    }
  }

  /** Text of the current CHARACTERS event. */
  String text() throws RejectedException {
    if (reader.getEventType() != XMLStreamConstants.ENTITY_REFERENCE) {
      return reader.getText();
    }
    String reference = "&" + reader.getLocalName() + ";";
    String text = Parser.unescapeEntities(reference, false);
    if (text.equals(reference)) {
      throw new RejectedException(
          Reason.INVALID_XML, "the entity " + reference + " is not declared in the file");
    }
    return text;
  }

  /** The current element, without content. */
  XmlNode element(XmlNode parent) {
    XmlNode node = new XmlNode(reader.getLocalName(), parent);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = reader.getAttributePrefix(i);
      String local = reader.getAttributeLocalName(i);
      boolean bare = prefix == null || prefix.isEmpty();
      node.attribute(bare ? local : prefix + ":" + local, reader.getAttributeValue(i));
    }
    return node;
  }

  /** The parser counts in 32 bits. */
  private void advance() {
    int offset = reader.getLocation().getCharacterOffset();
    charOffset += (offset - lastOffset) & 0xFFFFFFFFL;
    lastOffset = offset;
  }

  /** What was malformed up to the current event and not yet reported, or null. */
  StrictReader.Malformed malformed() {
    return decoder.malformedUpTo(charOffset);
  }

  private void refuseExternalEntities() throws RejectedException {
    Object declared = reader.getProperty("javax.xml.stream.entities");
    if (declared instanceof List<?> entities) {
      for (Object entity : entities) {
        if (entity instanceof EntityDeclaration declaration && declaration.getSystemId() != null) {
          throw new RejectedException(
              Reason.EXTERNAL_ENTITY,
              "the file declares the external entity \"" + declaration.getName() + "\"");
        }
      }
    }
  }

  /** The reason of a parser's error, in one line. */
  private static RejectedException rejected(XMLStreamException e) {
    Throwable cause = e.getNestedException() == null ? e : e.getNestedException();
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    if (cause instanceof BudgetReader.ExhaustedException) {
      return new RejectedException(
          Reason.RECORD_TOO_LONG, "a tag or declaration is longer than max-record-bytes");
    }
    boolean expansion = message.contains("JAXP00010001") || message.contains("JAXP00010004");
    return new RejectedException(expansion ? Reason.ENTITY_EXPANSION : Reason.INVALID_XML, message);
  }
}
