/// The daemon: wiring of core and adapters, order of start and stop.
@NullMarked
package io.berth.ipamd;

import org.jspecify.annotations.NullMarked;
