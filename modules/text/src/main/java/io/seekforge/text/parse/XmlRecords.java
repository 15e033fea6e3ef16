package io.seekforge.text.parse;

import java.io.IOException;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;

/**
 * Streams the elements of given names out of an XML document, each as a tree. Around a record stand
 * its ancestors with what ended in them before it and holds no record, so that paths can go up;
 * memory is bounded by two records.
 */
final class XmlRecords {
  /** What a node costs beside its text, so that many small ones do not outgrow the limit. */
  private static final int NODE_COST = 32;

  private final XmlEvents events;
  private final Set<String> recordNames;
  private final long maxBytes;
  private Open current;
  private long aroundCost;

  /** An element whose end is not read yet. */
  private static final class Open {
    final XmlNode node;
    final Open parent;
    long cost = NODE_COST;
    boolean holdsRecords;

    Open(XmlNode node, Open parent) {
      this.node = node;
      this.parent = parent;
    }
  }

  /** A record that is larger than allowed; it is skipped. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  XmlRecords(XmlEvents events, Set<String> recordNames, long maxBytes) {
    this.events = events;
    this.recordNames = recordNames;
    this.maxBytes = maxBytes;
  }

  /**
   * The next record, or null at the end of the document.
   *
   * @throws TooLongException if the record is too long; the next call goes on after it
   * @throws RejectedException if the rest of the document cannot be read
   */
  XmlNode next() throws IOException, RejectedException, TooLongException {
    int event = events.next();
    while (event != XMLStreamConstants.END_DOCUMENT) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        XmlNode element = events.element(current == null ? null : current.node);
        if (recordNames.stream().anyMatch(element::is)) {
          markAncestors();
          return record(element);
        }
        current = new Open(element, current);
        aroundCost += NODE_COST;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        close();
      } else {
        keepText(events.text());
      }
      event = events.next();
    }
    return null;
  }

  /** What was malformed up to the end of the last record and not yet reported, or null. */
  StrictReader.Malformed malformed() {
    return events.malformed();
  }

  private void keepText(String text) {
    long cost = NODE_COST + text.length();
    if (current != null && !text.isBlank() && aroundCost + cost <= maxBytes) {
      current.cost += cost;
      aroundCost += cost;
      current.node.append(text);
    }
  }

  private void markAncestors() {
    for (Open open = current; open != null && !open.holdsRecords; open = open.parent) {
      open.holdsRecords = true;
    }
  }

  /** An element that held no record stays readable from later records, while there is room. */
  private void close() {
    Open closed = current;
    current = closed.parent;
    if (current == null || closed.holdsRecords || aroundCost > maxBytes) {
      aroundCost -= closed.cost;
    } else {
      current.cost += closed.cost;
      current.node.append(closed.node);
    }
  }

  private XmlNode record(XmlNode root) throws IOException, RejectedException, TooLongException {
    XmlNode node = root;
    long cost = 0;
    int depth = 1;
    while (depth > 0) {
      int event = events.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        node = cost > maxBytes || depth == 0 ? node : node.parent();
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        cost += NODE_COST;
        if (cost <= maxBytes) {
          XmlNode child = events.element(node);
          node.append(child);
          node = child;
        }
      } else if (event == XMLStreamConstants.CHARACTERS) {
        String text = events.text();
        cost += NODE_COST + text.length();
        if (cost <= maxBytes) {
          node.append(text);
        }
      }
    }
    if (cost > maxBytes) {
      throw new TooLongException();
    }
    return root;
  }
}
