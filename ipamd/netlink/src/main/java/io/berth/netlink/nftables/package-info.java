/// Tables of nftables as values. `io.berth.netlink.NftablesSocket` writes and reads them.
@NullMarked
package io.berth.netlink.nftables;

import org.jspecify.annotations.NullMarked;
