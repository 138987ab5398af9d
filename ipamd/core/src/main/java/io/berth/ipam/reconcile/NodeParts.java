package io.berth.ipam.reconcile;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;

/// What the control loop works with.
public record NodeParts(
    NodeIdentity identity,
    InstanceLimits limits,
    AddressPool pool,
    Cloud cloud,
    Kernel kernel,
    Journal journal,
    Clock clock) {}
