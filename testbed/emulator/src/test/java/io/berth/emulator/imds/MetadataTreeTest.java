package io.berth.emulator.imds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/// Shows how paths are listed and read, on a small tree.
class MetadataTreeTest {

  private final MetadataTree tree = new MetadataTree();

  MetadataTreeTest() {
    tree.put("a/b", "1");
    tree.put("a/c/d", "2\n3");
    tree.put("a/c/e", "4");
    tree.put("ab", "5");
  }

  @Test
  void folder_withOrWithoutSlash_listsItsChildren() {
    assertEquals("b\nc/", tree.find("/a"));
    assertEquals("b\nc/", tree.find("/a/"));
    assertEquals("d\ne", tree.find("a/c"));
    assertEquals("a/\nab", tree.find("/"));
  }

  @Test
  void leaf_isItsText_andHasNothingBelow() {
    assertEquals("2\n3", tree.find("/a/c/d"));
    assertNull(tree.find("/a/c/d/"));
    assertNull(tree.find("/a/c/d/x"));
    assertNull(tree.find("/x"));
  }
}
