/// `berthctl`: asks a running daemon what it knows and prints it for people or as JSON.
@NullMarked
package io.berth.ipamd.ctl;

import org.jspecify.annotations.NullMarked;
