package io.berth.netlink;

/// An address on a link.
///
/// @param linkIndex the link
/// @param address the address with the length of its prefix
/// @param scope how far it is valid
/// @param flags `IFA_F_…` of `linux/if_addr.h`; the constants here are the usual ones
public record InterfaceAddress(int linkIndex, NetPrefix address, Scope scope, int flags) {
  /// IPv6: no duplicate address detection, the address is usable at once.
  public static final int NO_DUPLICATE_DETECTION = 0x02;

  /// Not removed when its lease ends; the kernel reports it on every address without a lifetime.
  public static final int PERMANENT = 0x80;

  /// The kernel adds no route for the prefix.
  public static final int NO_PREFIX_ROUTE = 0x200;

  /// An address of global scope without flags.
  public static InterfaceAddress of(int linkIndex, NetPrefix address) {
    return new InterfaceAddress(linkIndex, address, Scope.GLOBAL, 0);
  }

  @Override
  public String toString() {
    return address
        + " on link #"
        + linkIndex
        + (scope.equals(Scope.GLOBAL) ? "" : " scope " + scope);
  }
}
