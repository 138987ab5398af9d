/// Tests of the Unix socket on a real one.
@NullMarked
package io.berth.ipamd.server;

import org.jspecify.annotations.NullMarked;
