using StreamReco.Models.DataQuality;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Serving;
using StreamReco.Stages.State;

namespace StreamReco.Stages.Shards;

/// <summary>What the world may know of a shard: replaced by its commit, read by anyone.</summary>
public sealed class ShardProgress(ShardId shard)
{
    private long _storedAtMs;
    private ShardCounters _earlier = new();
    private long _earlierCommits;
    private volatile ShardStatus _standing = new(new ShardCounters(), 0, long.MinValue, 0, 0);

    public ShardId Shard { get; } = shard;

    /// <summary>The counters at the snapshot that this ownership began with.</summary>
    public ShardCounters Before { get; init; } = new();

    /// <summary>What this process committed of the shard: in this ownership and in earlier ones of the same run.</summary>
    public ShardCounters Own
    {
        get
        {
            var sum = _earlier.Copy();
            sum.Add(Status.Own);
            return sum;
        }
    }

    /// <summary>Commits of this process, likewise.</summary>
    public long Commits => _earlierCommits + Status.Commits;

    /// <summary>As of the last commit.</summary>
    public ShardStatus Status => _standing;

    /// <summary>When the store took the last snapshot of this run; null before the first.</summary>
    public DateTimeOffset? StoredAt =>
        Interlocked.Read(ref _storedAtMs) is > 0 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>The partition has come back to the process: what it did before stays its own.</summary>
    public void GoOn(ShardProgress earlier) => (_earlier, _earlierCommits) = (earlier.Own, earlier.Commits);

    public void Publish(ShardStatus standing) => _standing = standing;

    /// <summary>Micro-batches bring reports of quality at most once a second; here is the one after the last of them.</summary>
    public void Renew(QualityReport? report)
    {
        for (var known = _standing; !ReferenceEquals(known.Quality, report);)
        {
            var found = Interlocked.CompareExchange(ref _standing, known with { Quality = report }, known);
            if (ReferenceEquals(found, known))
            {
                return;
            }

            known = found; // a commit came between
        }
    }

    /// <summary>A shard to which nothing comes still says what its last records did; in a turn of its owner.</summary>
    /// <param name="fold">Its fold.</param>
    public void Follow(FoldStage fold)
    {
        if (_standing.NextOffset == fold.NextOffset)
        {
            Renew(fold.Quality);
        }
    }

    public void MarkStored(DateTimeOffset at) => Interlocked.Exchange(ref _storedAtMs, at.ToUnixTimeMilliseconds());
}

/// <summary>A shard as of its last commit.</summary>
/// <param name="Counters">What became of the partition's records since its first one.</param>
/// <param name="NextOffset">The committed offset.</param>
/// <param name="WatermarkMs">The watermark, Unix milliseconds; <see cref="long.MinValue"/> before the first event.</param>
/// <param name="Waiting">Clicks that wait for the throttle.</param>
/// <param name="Commits">Commits of this ownership.</param>
public sealed record ShardStatus(ShardCounters Counters, long NextOffset, long WatermarkMs, int Waiting, long Commits)
{
    /// <summary>The share of this ownership: without what it only repeated, which another one had committed.</summary>
    public ShardCounters Own { get; init; } = new();

    /// <summary>The model that answers.</summary>
    public ModelStatus Model { get; init; } = ModelStatus.None;

    /// <summary>How its quality rules stand; null where there are none.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>How consent stands; null where there is no policy in the log.</summary>
    public ConsentReport? Consent { get; init; }

    /// <summary>How the judging of bots stands; null where there is no policy in the log.</summary>
    public BotReport? Bots { get; init; }

    /// <summary>How linking of ids stands; null where nothing was ever linked.</summary>
    public IdentityReport? Identity { get; init; }
}
