/// Lock-free claim, release, cooling and retirement of addresses.
///
/// # Design
///
/// One slot per address, one `long` per slot ([SlotWord]). A slot changes only by CAS, through the
/// arrows below. Slots lie in blocks ([Block]); a [Topology] has the blocks in the order in which
/// claims try them. The slot words are the truth. Everything else is a hint: a bit for each slot in
/// its block, a bit for each block in the topology, a bit for each 64 blocks above that
/// ([HintBits]). A hint that is set may be wrong and costs a look; the rules of ordering keep a
/// hint that is clear from being wrong when nobody is at work. Two such trees exist: one leads
/// claims to free slots, the other leads the control thread to cooling ones, so that neither gets
/// slower when the pool gets larger.
///
/// A claim takes the lowest set bit of each level, and within a block the next free slot at or
/// after the cursor, so addresses of a block take turns. The order of blocks is sorted by the
/// control thread (the ENI with most leases first), so sparse ENIs drain and can go back. A handle
/// names block, slot and generation ([Handle]); it is good for one lease.
///
/// The single addresses of an ENI share one block; each of its prefixes (/28) is a block of its
/// own, which leaves when its last slot is vacant. The kind that the node is set to comes first in
/// the order, the other is the reserve.
///
/// # Shared fields
///
/// The control thread is whoever calls the operations that [AddressPool] reserves for it; "any" are
/// threads that claim, release, and look.
///
/// | field | meaning | writers | readers | access | pairs with |
/// |---|---|---|---|---|---|
/// | `Block.slots[i]` | the truth about an address | any, control | any, control | CAS; volatile read | itself |
/// | `Block.lows[i]` | lower half of a slot's address | control, while VACANT | any | volatile | the CAS that fills the slot, the CAS that claims it |
/// | `Block.freeHint` | slots that may be free | any, control | any, control | atomic or/and; volatile read | `slots[i]` by the two rules |
/// | `Block.coolHint` | slots that may cool | any, control | any, control | atomic or/and; volatile read | `slots[i]` by the two rules |
/// | `Block.cursor` | where the next claim looks first | any | any | volatile | nothing: every value is right |
/// | `HintBits.words[i]` | blocks that may have something | any, control | any, control | atomic or/and; volatile read | `freeHint` or `coolHint` by the two rules |
/// | `HintBits.summary` | words that may have something | any, control | any, control | atomic or/and; volatile read | `words[i]` by the two rules |
/// | `PublishedTopology.current` | order of blocks, hints above them | control | any | volatile | contents written before |
/// | `PoolEni.draining` | whether an ENI is being emptied | control | any | volatile | nothing |
/// | `Directory.*` | place of an address, blocks of an ENI | control | control | plain | – |
/// | `AddressPool.preferred` | kind that claims take first | control | control | plain | – |
///
/// Everything else is final. No shared field has an access weaker than volatile; slots, hints and
/// orders are filled plainly only before the volatile write that publishes them.
///
/// # Ordering
///
/// 1. **Setting:** CAS the slot, then set the block's hint, *then* read the topology, set its bit,
///    set the summary. A topology published in between begins with all bits set.
/// 2. **Clearing a hint that was seen stale:** clear it, *then* read the level below again, and if
///    that is not empty set the hint again, with all levels above it.
///
/// Either the one who clears sees the slot, or the one who sets comes after the clear. This is
/// store-then-load on two places, which only volatile access or a CAS orders: acquire and release
/// do not, on x86 either.
///
/// # State machine
///
/// ```text
///                 claim                    release
///   VACANT ──▶ FREE ─────────▶ LEASED ─────────▶ COOLING ──▶ FREE | RETIRING | VACANT
///                 ▲  ╲                                 (deadline; draining ENI; lost)
///                 │   ╲ retire
///        unretire └── RETIRING ──▶ VACANT
/// ```
///
/// | arrow | who | when |
/// |---|---|---|
/// | VACANT → FREE | control | an address arrives; generation + 1 |
/// | VACANT → COOLING | control | an address of unknown history arrives, or one on an ENI being emptied; generation + 1 |
/// | FREE → LEASED | any | claim; may lose the CAS; generation + 1 |
/// | FREE or COOLING → LEASED | control | the journal says that this address is leased; generation + 1 |
/// | FREE → COOLING, COOLING → later deadline | control | something still uses an address that nobody leases |
/// | LEASED → COOLING | any | release by the handle of this lease; any other handle is refused |
/// | COOLING → FREE | control | deadline passed |
/// | COOLING → RETIRING | control | deadline passed, ENI being emptied |
/// | COOLING → VACANT | control | deadline passed, address lost |
/// | FREE → RETIRING | control | giving back, or its ENI begins to be emptied; may lose the CAS to a claim |
/// | RETIRING → FREE | control | EC2 refused, not all of an ENI or prefix could be retired, or the emptying of its ENI ends |
/// | RETIRING → VACANT | control | EC2 confirmed |
/// | lost bit of LEASED or COOLING | control | EC2 does not have the address |
///
/// # Invariants
///
/// - **P1** From the claim that returned a handle to the release with that handle, no other claim
///   returns that slot: FREE → LEASED is one CAS, and only the owner of the handle or an exact
///   match of generation leaves LEASED.
/// - **P2** The control thread never takes an address from under a lease: it leaves FREE and
///   COOLING only by a CAS that it wins, and never leaves LEASED.
/// - **P3** No handle is returned twice within 2^20 occupations of a slot: every occupation and
///   every lease raises the generation, a vacant slot keeps it, and a block id that is used again
///   goes on from the generations that the widest of its blocks had.
/// - **P4** No address is claimed before its deadline, but by `claimExact`: the CAS that ends
///   cooling compares the whole word, deadline included.
/// - **P5** An address is in at most one slot that is not VACANT: the directory has one place for
///   it.
/// - **P6** When no claim and no control operation is running, every FREE slot is led to by all
///   hints: some claim would find it.
/// - **P7** When no release and no control operation is running, every COOLING slot is led to by
///   all cooling hints. A release that has returned is seen by the next `ripen` and
///   `nextDeadlineMillis`.
/// - **P8** A block leaves the pool only when all its slots are VACANT, and stays so: a claim or
///   release that still holds the old topology finds nothing there to take.
/// - **P9** Claim and release are lock-free: a CAS or a look that fails means that another thread
///   has got on, or that a stale hint is gone.
///
/// # Proofs
///
/// The tests of `benchmarks/jcstress` race the real classes; most have siblings that break one step
/// and are seen to fail. Lincheck (`AddressPoolLincheckTest`) tries interleavings of claims and
/// releases with control operations, and looks at P1, P6, P7 and P9.
///
/// | what | sound | broken |
/// |---|---|---|
/// | P1, P2: the CAS of claim, retire, retiring an ENI, release | `OwnerStress.ClaimAgainstClaim`, `ClaimAgainstRetire`, `ClaimAgainstRetireAll`, `ReleaseAndClaimAgainstRetire` | `BrokenClaimInTwoSteps`, `BrokenRetireInTwoSteps` |
/// | P3: generation against a late release | `OwnerStress.StaleReleaseAgainstNextLease` | `BrokenReleaseInTwoSteps` |
/// | P4: deadline and state in one word | `SlotContentStress.RipenAgainstRelease` | `BrokenDeadlineReadApart` |
/// | `lows[i]` before the slot | `SlotContentStress.ClaimAgainstArrival` | `BrokenFilledBeforeAddress` |
/// | P6: both rules for free slots | `FreeHintStress.FreedWhileSlotBitIsCleared`, `FreedWhileBlockBitIsCleared` | `BrokenNoSecondLook`, `BrokenHintBeforeSlot`, `BrokenAcquireRelease` |
/// | P6: both rules for the summary | `SummaryStress.RaisedWhileSummaryIsCleared` | `BrokenSummaryBeforeWord` |
/// | P7: both rules for cooling slots, and an order published meanwhile | `CoolHintStress.ReleasedWhileSlotBitIsCleared`, `ReleasedWhileOrderIsPublished` | `BrokenNoSecondLook`, `BrokenHintBeforeSlot`, `BrokenOrderReadFirst` |
/// | hand-over to the control thread: a message or a release, and the turn before it parks | `ParkingStress.PostAgainstPark`, `ReleaseAgainstPark` | `BrokenClearAfterLook`, `BrokenReleaseClear`, `BrokenPostBeforeRelease` |
///
/// # Not guaranteed
///
/// - The fullest block at the moment of the claim: it is the first *published* one with a free
///   address.
/// - The address that has been free for longest: addresses of a block take turns, roughly.
/// - An exact "empty" from `claim`: an address that becomes free meanwhile may be missed.
///   `claimForWaiter` is exact, because every arrow to FREE is taken on its thread.
/// - Exact counts in motion: a scan reads each slot once, at different moments.
/// - Speed under contention on one block: progress, not a bound.
/// - A stale handle kept over 2^20 later occupations of the same slot would be taken for current.
@NullMarked
package io.berth.ipam.pool;

import org.jspecify.annotations.NullMarked;
