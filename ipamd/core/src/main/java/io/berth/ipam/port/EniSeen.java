package io.berth.ipam.port;

import io.berth.ipam.model.Eni;
import org.jspecify.annotations.Nullable;

/// An attached ENI as it was described.
///
/// @param eni the ENI
/// @param traits `null` when whoever described it does not know them, as the metadata service
public record EniSeen(Eni eni, @Nullable EniTraits traits) {}
