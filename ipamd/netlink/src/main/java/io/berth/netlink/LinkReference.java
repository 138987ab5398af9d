package io.berth.netlink;

/// How a request names a link: by index, which no rename can change, or by name.
public sealed interface LinkReference {

  /// The link with this index.
  ///
  /// @param index the kernel's number of the link in its namespace, at least 1
  record ByIndex(int index) implements LinkReference {
    public ByIndex {
      if (index < 1) {
        throw new IllegalArgumentException("a link's index is at least 1, not " + index);
      }
    }

    @Override
    public String toString() {
      return "link #" + index;
    }
  }

  /// The link that has this name when the request runs.
  ///
  /// @param name the name, 1 to 15 bytes
  record ByName(String name) implements LinkReference {
    public ByName {
      LinkAttributes.requireName(name);
    }

    @Override
    public String toString() {
      return "link " + name;
    }
  }

  /// The link with this index.
  static LinkReference of(int index) {
    return new ByIndex(index);
  }

  /// The link with this name.
  static LinkReference of(String name) {
    return new ByName(name);
  }
}
