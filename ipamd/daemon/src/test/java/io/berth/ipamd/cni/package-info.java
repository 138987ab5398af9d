/// Tests of the CNI contract, which need neither a kernel nor a socket.
@NullMarked
package io.berth.ipamd.cni;

import org.jspecify.annotations.NullMarked;
