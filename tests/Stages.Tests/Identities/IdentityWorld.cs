using System.Text;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Users;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Records;
using StreamReco.Stages.State;
using StreamReco.Stages.Tests.Shards;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Identities;

/// <summary>
/// Some partitions of one topic, each with its log, its owner and what outlives the owner. What a commit writes into the log comes
/// to the partition that it names, or to that of its key.
/// </summary>
internal sealed class IdentityWorld : IDisposable
{
    public const long StartMs = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    private readonly Side[] _sides;
    private readonly bool _comesTwice;

    /// <param name="partitions">Partitions.</param>
    /// <param name="comesTwice">Whether all that a commit writes into the log is there twice, as after a crash of delivery at least once.</param>
    public IdentityWorld(int partitions, bool comesTwice = false, Action<PipelineOptions>? set = null)
    {
        _comesTwice = comesTwice;
        _sides = [.. Enumerable.Range(0, partitions).Select(partition => new Side(Setup(partition, set)))];
    }

    public int Partitions => _sides.Length;

    /// <summary>Micro-batches so far, of all partitions.</summary>
    public int Batches { get; private set; }

    /// <summary>The micro-batch that an incident happens with, from 1; 0 for none.</summary>
    public int IncidentAt { get; init; }

    /// <summary>What happens then.</summary>
    public Incident Incident { get; init; }

    /// <summary>The log of a partition.</summary>
    public PartitionLog LogOf(int partition) => _sides[partition].Log;

    /// <summary>The log of the partition of an id.</summary>
    public PartitionLog LogOf(string id) => LogOf(PartitionOf(id));

    /// <summary>Ids that end with a digit lie in the partition of that number.</summary>
    public int PartitionOf(string id) => (id[^1] - '0') % _sides.Length;

    /// <summary>What was written into the outbound topics of a partition.</summary>
    public IReadOnlyList<OutboundRecord> Outbound(int partition, OutboundTopic topic) => _sides[partition].Commits.RecordsOf(topic);

    /// <summary>A policy in each partition.</summary>
    public IdentityWorld WithPolicy(byte[] policy)
    {
        foreach (var side in _sides)
        {
            side.Log.AddIdentityPolicy(policy, StartMs);
        }

        return this;
    }

    /// <summary>A click.</summary>
    public IdentityWorld Click(string id, string item, long afterMs, string? anonymous = null)
    {
        LogOf(id).Add(
            EventBytes.Of("view_item", id, [item], StartMs + afterMs, $"{id}-{afterMs}", category: "c1", anonymous: anonymous), StartMs + afterMs);
        return this;
    }

    /// <summary>Reads all logs to their ends, also what is written meanwhile.</summary>
    public async Task RunAsync(Random? chance = null)
    {
        while (_sides.Any(side => side.HasMore))
        {
            foreach (var side in _sides.Where(side => side.HasMore && (chance is null || chance.Next(3) > 0)))
            {
                var incident = ++Batches == IncidentAt ? Incident : chance is null ? Incident.None : Drawn(chance);
                await side.StepAsync(incident, chance?.Next(1, 6) ?? 7);
                Deliver(side);
            }
        }
    }

    /// <summary>Folds a partition's log again from its beginning, without anything that was stored.</summary>
    public async Task<(byte[] State, SortedDictionary<string, byte[]> Users, int Told)> ReplayAsync(int partition)
    {
        var side = new Side(_sides[partition].Setup with { Store = new InMemoryShardStore() }, _sides[partition].Log);
        while (side.HasMore)
        {
            await side.StepAsync(Incident.None, 7);
        }

        using (side)
        {
            return (side.Owner!.StateBytes(), await side.Owner.StoreAndReadUsersAsync(), side.Commits.RecordsOf(OutboundTopic.Log).Count);
        }
    }

    /// <summary>The durable state of a partition.</summary>
    public async Task<(byte[] State, SortedDictionary<string, byte[]> Users)> StateOfAsync(int partition)
    {
        var owner = await _sides[partition].OpenAsync();
        return (owner.StateBytes(), await owner.StoreAndReadUsersAsync());
    }

    /// <summary>The counters of all partitions together.</summary>
    public async Task<ShardCounters> CountersAsync()
    {
        var sum = new ShardCounters();
        foreach (var side in _sides)
        {
            sum.Add((await side.OpenAsync()).Counters);
        }

        return sum;
    }

    /// <summary>What was linked in a partition.</summary>
    public async Task<ShardIdentity?> LinksOfAsync(int partition) =>
        ShardState.FromBytes((await StateOfAsync(partition)).State, _sides[partition].Setup.Options.Window).Identity;

    /// <summary>A user's state; null for none.</summary>
    public async Task<UserState?> UserAsync(string id)
    {
        var side = _sides[PartitionOf(id)];
        var (_, users) = await StateOfAsync(PartitionOf(id));
        return users.TryGetValue(id, out var bytes) ? new UserStateCodec(side.Setup.Options.UserState, _model.Items).Read(bytes) : null;
    }

    /// <summary>The items of a user's history, by time.</summary>
    public async Task<string> HistoryAsync(string id)
    {
        var user = await UserAsync(id);
        var items = new RecentItem[user?.Recent.Count ?? 0];
        var count = user?.Recent.CopyNewestFirst(items) ?? 0;
        return string.Join(' ', items.Take(count).Reverse().Select(item => item.ItemId));
    }

    public void Dispose()
    {
        foreach (var side in _sides)
        {
            side.Dispose();
        }
    }

    private static Incident Drawn(Random chance) => chance.Next(10) switch
    {
        0 => Incident.CommitFailsBefore,
        1 => Incident.CommitFailsAfter,
        2 => Incident.Snapshot,
        3 => Incident.SnapshotThenCrash,
        4 => Incident.Crash,
        _ => Incident.None,
    };

    private void Deliver(Side from)
    {
        foreach (var unit in from.TakeNew())
        {
            OutboundRecord[] told = [.. unit.Records.Where(record => record.Topic == OutboundTopic.Log)];
            foreach (var record in _comesTwice ? [.. told, .. told] : told)
            {
                _sides[record.Forwarded!.Partition ?? PartitionOf(Encoding.UTF8.GetString(record.Key!))].Log.AddTold(record);
            }
        }
    }

    private static ShardSetup Setup(int partition, Action<PipelineOptions>? set)
    {
        var options = new PipelineOptions
        {
            Limits = { UnpackedUsersMax = 2, ResidentUsersMax = 2 },
            Window = { OutOfOrdernessMs = 2_000, AllowedLatenessMs = 3_600_000 },
            UserState = { RecentItemsMax = 50 },
            Rerank = { Items = 4 },
        };
        set?.Invoke(options);
        return new ShardSetup(_model) { Options = options, Shard = new ShardId("test", "clicks", partition), WritesVerdicts = true };
    }

    /// <summary>One partition.</summary>
    private sealed class Side(ShardSetup setup, PartitionLog? log = null) : IDisposable
    {
        private InMemoryShardSink? _sink;
        private long _at;
        private int _delivered;

        public ShardSetup Setup { get; } = setup;

        public PartitionLog Log { get; } = log ?? new PartitionLog();

        public InMemoryCommitLog Commits { get; } = new();

        public ShardHarness? Owner { get; private set; }

        public bool HasMore => _at < Log.NextOffset;

        public async Task<ShardHarness> OpenAsync()
        {
            if (Owner is null)
            {
                _sink = new InMemoryShardSink(Commits);
                Owner = await ShardHarness.OpenAsync(Setup, _sink);
                _at = Owner.Plan.StartOffset;
            }

            return Owner;
        }

        /// <summary>A micro-batch: its commit may fail, its owner may die behind it, a snapshot may be stored.</summary>
        public async Task StepAsync(Incident incident, int records)
        {
            var owner = await OpenAsync();
            var until = Math.Min(Log.NextOffset, _at + records);
            _sink!.FailNextCommit(incident switch
            {
                Incident.CommitFailsBefore => CommitFault.BeforeCommit,
                Incident.CommitFailsAfter => CommitFault.AfterCommit,
                _ => CommitFault.None,
            });
            try
            {
                await owner.RunAsync(Log.Slice(_at, until));
                _at = until;
                if (incident is Incident.Snapshot or Incident.SnapshotThenCrash)
                {
                    await owner.StoreSnapshotAsync();
                }
            }
            catch (CommitFailedException)
            {
                incident = Incident.Crash;
            }

            if (incident is Incident.Crash or Incident.SnapshotThenCrash)
            {
                Dispose();
                await OpenAsync();
            }
        }

        public IEnumerable<CommitUnit> TakeNew()
        {
            var units = Commits.Units;
            var before = _delivered;
            _delivered = units.Count;
            return units.Skip(before);
        }

        public void Dispose()
        {
            Owner?.Dispose();
            Owner = null;
        }
    }
}
