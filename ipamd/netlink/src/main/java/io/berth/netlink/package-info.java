/// Netlink and network namespaces over the foreign-function API.
@NullMarked
package io.berth.netlink;

import org.jspecify.annotations.NullMarked;
