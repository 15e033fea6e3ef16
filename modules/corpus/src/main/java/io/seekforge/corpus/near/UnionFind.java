package io.seekforge.corpus.near;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Disjoint sets of ids; each set's root is its smallest id (path halving, Tarjan and van Leeuwen
 * 1984).
 */
final class UnionFind {
  private final Map<String, String> parents = new HashMap<>();

  void join(String a, String b) {
    String rootA = root(a);
    String rootB = root(b);
    int order = rootA.compareTo(rootB);
    if (order < 0) {
      parents.put(rootB, rootA);
    } else if (order > 0) {
      parents.put(rootA, rootB);
    }
  }

  /** The smallest id of the set; an id not seen before is a set of its own. */
  String root(String id) {
    parents.putIfAbsent(id, id);
    String at = id;
    while (!parents.get(at).equals(at)) {
      String grand = parents.get(parents.get(at));
      parents.put(at, grand);
      at = grand;
    }
    return at;
  }

  List<String> ids() {
    return List.copyOf(parents.keySet());
  }

  int size() {
    return parents.size();
  }

  void clear() {
    parents.clear();
  }
}
