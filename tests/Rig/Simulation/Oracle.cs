using System.Text;
using System.Text.Json;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// Judges what is left at the end: by the producers' own bookkeeping (conservation, each rejected record and each
/// answer once), and by one fold of the whole log without incidents (state and answers, byte for byte).
/// </summary>
internal static class Oracle
{
    /// <exception cref="Violation">A promise was broken.</exception>
    public static void Check(SimulatedWorld world)
    {
        var checks = Enumerable.Range(0, world.Partitions.Count).Select(partition => CheckPartition(world, partition)).ToList();
        if (world.Visits is { } visits)
        {
            VisitOracle.Check(visits, [.. checks.Select(one => one.Fates)], [.. checks.Select(one => one.Users)], CodecOf(world));
        }
    }

    private static (ExpectedFates Fates, IReadOnlyList<StoredUser> Users) CheckPartition(SimulatedWorld world, int partition)
    {
        var (broker, options) = (world.Partitions[partition], world.Plan.Options());
        var (snapshot, users) = ReadStore(world, partition);
        var fates = new ExpectedFates(broker.Source.Made, options);
        Equal(partition, "committed offset", broker.Committed ?? 0, broker.Log.NextOffset);
        Equal(partition, "snapshot's offset", snapshot.NextOffset, broker.Log.NextOffset);

        var state = ShardState.FromBytes(snapshot.State.Span, options.Window);
        Equal(partition, "applied", state.Counters.Applied, fates[Fate.Applied].Count);
        Equal(partition, "duplicates", state.Counters.Duplicate, fates[Fate.Duplicate].Count);
        Equal(partition, "rejected", state.Counters.Rejected.ToArray().Sum(), fates[Fate.Rejected].Count);
        Equal(partition, "ticks", state.Counters.ControlRecords, fates[Fate.Tick].Count);

        Equal(partition, "erasures", state.Counters.Erasures, fates[Fate.Erasure].Count);
        Equal(partition, "records of erased users", state.Counters.OfErased, fates[Fate.OfErased].Count);
        Equal(partition, "quarantined", state.Counters.Quarantined, fates[Fate.Quarantined].Count);
        Equal(partition, "read", state.Counters.Read, fates.Read);
        Equal(partition, "passed over", state.Counters.PassedOver, fates[Fate.PassedOver].Count);

        var codec = CodecOf(world);
        Same(partition, "applied of each user", users.Where(u => !VisitLoad.IsOne(u.UserId)).Select(u => $"{u.UserId} {codec.Read(u.State.Span).Applied}"),
            fates.AppliedOf.Select(u => $"{u.Key} {u.Value}").Order(StringComparer.Ordinal));
        CheckOutbound(world, partition, fates);
        VerdictOracle.Check(partition, broker.Outbound, fates);
        CheckBytes(world, partition, snapshot, users);
        return (fates, users);
    }

    private static UserStateCodec CodecOf(SimulatedWorld world) => new(world.Plan.Options().UserState, SimulatedWorld.Model.Items);

    private static void CheckOutbound(SimulatedWorld world, int partition, ExpectedFates fates)
    {
        var outbound = world.Partitions[partition].Outbound;
        var rejected = OffsetsOf(outbound, OutboundTopic.Rejected);
        Same(partition, "offsets of rejected records", rejected, fates[Fate.Rejected].Concat(fates[Fate.Quarantined]).Order());
        var answered = OffsetsOf(outbound, OutboundTopic.Recommendations);
        if (answered.GroupBy(offset => offset).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new Violation($"Partition {partition}: the answer to offset {twice.Key} is there {twice.Count()} times.");
        }

        var strays = answered.Except(fates[Fate.Applied]).ToList();
        if (strays.Count > 0)
        {
            throw new Violation($"Partition {partition}: not applied, but answered: {string.Join(", ", strays)}.");
        }

        if (world.Plan.IntervalMs == 0)
        {
            Same(partition, "offsets of answers", answered, fates[Fate.Applied]);
        }

        CheckErasures(partition, outbound, fates);
    }

    /// <summary>A user's answers are void behind its erasure, and those to later clicks are not.</summary>
    private static void CheckErasures(int partition, IReadOnlyList<OutboundRecord> outbound, ExpectedFates fates)
    {
        var erased = 0;
        var lastErasure = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in outbound.Where(record => record.Topic == OutboundTopic.Recommendations))
        {
            var user = Encoding.UTF8.GetString(record.Key!);
            if (record.Value is null)
            {
                var due = erased < fates.ErasuresOfKnown.Count ? fates.ErasuresOfKnown[erased++] : null;
                lastErasure[user] = due?.User == user ? due.Offset : throw new Violation(
                    $"Partition {partition}: the answers of {user} are declared void, not those of {due?.User}.");
            }
            else if (OffsetOf(record) < lastErasure.GetValueOrDefault(user, -1))
            {
                throw new Violation($"Partition {partition}: {user} is answered for {OffsetOf(record)} behind its erasure.");
            }
        }

        Equal(partition, "users whose answers are declared void", erased, fates.ErasuresOfKnown.Count);
    }

    private static void CheckBytes(
        SimulatedWorld world, int partition, ShardSnapshot snapshot, IReadOnlyList<StoredUser> users)
    {
        var reference = Reference.Make(world, partition, 0);
        var changed = world.CatalogVersion == 0 ? reference : Reference.Make(world, partition, 1);
        Same(partition, "state's bytes", [Convert.ToHexString(snapshot.State.Span)], [Convert.ToHexString(reference.State)]);
        Same(partition, "users' bytes", users.Select(u => $"{u.UserId} {Convert.ToHexString(u.State.Span)}"),
            reference.Users.Select(u => $"{u.Key} {Convert.ToHexString(u.Value)}"));
        var outbound = world.Partitions[partition].Outbound;
        CheckRecords(partition, outbound, OutboundTopic.Rejected, reference.Rejected, reference.Rejected);
        CheckRecords(partition, outbound, OutboundTopic.Recommendations, reference.Answers, changed.Answers);
    }

    /// <summary>Each record is byte for byte that of the run without incidents, by one version of the catalog or the other.</summary>
    private static void CheckRecords(
        int partition, IReadOnlyList<OutboundRecord> outbound, OutboundTopic topic,
        IReadOnlyList<OutboundRecord> expected, IReadOnlyList<OutboundRecord> orElse)
    {
        OutboundRecord[] records = [.. outbound.Where(record => record.Topic == topic)];
        Equal(partition, $"records of {topic}", records.Length, expected.Count);
        for (var i = 0; i < records.Length; i++)
        {
            if (!IsSame(records[i], expected[i]) && !IsSame(records[i], orElse[i]))
            {
                var (actual, wanted) = (TextOf(records[i]), TextOf(expected[i]));
                throw new Violation($"Partition {partition}: {topic} {i} is {actual}, not {wanted}.");
            }
        }
    }

    private static bool IsSame(in OutboundRecord a, in OutboundRecord b) =>
        a.Key.AsSpan().SequenceEqual(b.Key) && a.Value.AsSpan().SequenceEqual(b.Value);

    private static (ShardSnapshot Snapshot, IReadOnlyList<StoredUser> Users) ReadStore(SimulatedWorld world, int partition)
    {
        var (store, shard) = (world.Store.Inner, SimulatedWorld.ShardOf(partition));
        var snapshot = store.LoadAsync(shard, CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new Violation($"Partition {partition}: nothing is stored.");
        return (snapshot, store.ReadUsersAsync(shard, CancellationToken.None).ToBlockingEnumerable().ToList());
    }

    private static List<long> OffsetsOf(IEnumerable<OutboundRecord> records, OutboundTopic topic)
    {
        return [.. records.Where(record => record.Topic == topic && record.Value is not null).Select(record => OffsetOf(record))];
    }

    private static long OffsetOf(in OutboundRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        return json.RootElement.GetProperty("origin").GetProperty("offset").GetInt64();
    }

    private static string TextOf(in OutboundRecord record) => Encoding.UTF8.GetString(record.Value ?? []);

    private static void Equal(int partition, string what, long actual, long expected)
    {
        if (actual != expected)
        {
            throw new Violation($"Partition {partition}: {what} is {actual}, not {expected}.");
        }
    }

    private static void Same<T>(int partition, string what, IEnumerable<T> actual, IEnumerable<T> expected)
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new Violation($"Partition {partition}: {what} is [{string.Join(", ", actual)}], not [{string.Join(", ", expected)}].");
        }
    }
}
