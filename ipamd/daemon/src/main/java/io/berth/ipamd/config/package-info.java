/// The daemon's settings from its environment, with the incumbent's names, all problems at once.
@NullMarked
package io.berth.ipamd.config;

import org.jspecify.annotations.NullMarked;
