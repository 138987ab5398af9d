/// Encodes, decodes and replays journal events, as functions over bytes.
@NullMarked
package io.berth.ipam.journal;

import org.jspecify.annotations.NullMarked;
