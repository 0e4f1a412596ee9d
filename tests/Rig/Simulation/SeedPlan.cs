using StreamReco.Stages;

namespace StreamReco.Rig.Simulation;

/// <summary>
/// What a seed decides before the first step: sizes, bounds and how often things go wrong. Bounds are so low that a few
/// records cross them.
/// </summary>
/// <param name="Seed">The seed.</param>
/// <param name="Bug">The safeguard that is left out.</param>
internal sealed record SeedPlan(long Seed, PlantedBug Bug)
{
    private const string KeyVariable = "STREAMRECO_RIG_ERASURE_KEY";

    static SeedPlan() => Environment.SetEnvironmentVariable(KeyVariable, "the key of the rig's erasures, 32 bytes or more");

    public int Partitions { get; private init; }

    public int Nodes { get; private init; }

    /// <summary>Records that producers write, over all partitions.</summary>
    public int Records { get; private init; }

    /// <summary>Turns in which faults happen; afterwards everything comes to rest without any.</summary>
    public int Turns { get; private init; }

    /// <summary>Of 100 turns, those that bring an incident.</summary>
    public int IncidentPercent { get; private init; }

    /// <summary>Of 100 calls over the network, those that are answered at once and well.</summary>
    public int CalmPercent { get; private init; }

    /// <summary>Of 100 calls that take their time, those that fail or lose their answer.</summary>
    public int FaultPercent { get; private init; }

    /// <summary>Requests that people make of the control plane; in most seeds none, and the control plane costs nothing.</summary>
    public int Requests { get; private init; }

    public int IntervalMs { get; private init; }

    public int ResidentUsers { get; private init; }

    public int SnapshotEveryRecords { get; private init; }

    /// <summary>Where a process is stopped on purpose; in most seeds nowhere.</summary>
    public StallKind Scene { get; private init; }

    /// <summary>Whether visitors sign in, whose ids are linked: in every third seed.</summary>
    public bool HasVisits => Bug is PlantedBug.LinksOutsideTransaction or PlantedBug.LinksNotInSnapshot
        || (Bug == PlantedBug.None && Seed % 3 == 0);

    /// <summary>The plan that a seed draws.</summary>
    public static SeedPlan Draw(long seed, PlantedBug bug, Random random)
    {
        var plan = DrawPlain(seed, bug, random);
        var scene = StallScene.KindOf(seed, plan.Nodes, plan.Requests);
        return scene == StallKind.None ? plan : plan with { Scene = scene, Turns = StallScene.Turns };
    }

    private static SeedPlan DrawPlain(long seed, PlantedBug bug, Random random) => new(seed, bug)
    {
        Partitions = random.Next(1, 4),
        Nodes = random.Next(1, 4),
        Records = random.Next(30, 201),
        Turns = random.Next(50, 400),
        IncidentPercent = random.Next(1, 15),
        CalmPercent = random.Next(20, 90),
        FaultPercent = random.Next(0, 15),
        IntervalMs = Pick(random, 0, 1_000, 4_000),
        ResidentUsers = Pick(random, 1, 2, 4, 50_000),
        SnapshotEveryRecords = Pick(random, 3, 8, 20, 100),
        Requests = random.Next(3) == 0 ? random.Next(1, 6) : 0,
    };

    /// <summary>Options of one owner of one shard.</summary>
    public PipelineOptions Options() => new()
    {
        Limits = { ResidentUsersMax = ResidentUsers, UnpackedUsersMax = 2, EventBytesMax = 1_024, CommitRecordsMax = 8 },
        Window =
        {
            OutOfOrdernessMs = 2_000,
            AllowedLatenessMs = 60_000,
            TrendingWindowMs = 5_000,
            TrendingItemsMax = 4,
            TrendingTop = 3,
        },
        UserState = { RecentItemsMax = 5, DedupeEventsMax = 4, SessionGapMs = 10_000 },
        Trigger = { EmitIntervalMs = IntervalMs },
        Score = { LiveSessionsMax = 5, LiveClicksMax = 12 },
        Rerank = { Items = 4 },
        Privacy = { ErasureKeyFile = $"env:{KeyVariable}" },
        Snapshot = { EveryRecords = SnapshotEveryRecords, EveryMs = 10_000 },
    };

    public override string ToString() =>
        $"partitions {Partitions}, nodes {Nodes}, records {Records}, turns {Turns}, incidents {IncidentPercent} %, "
        + $"calm {CalmPercent} %, faults {FaultPercent} %, interval {IntervalMs} ms, resident users {ResidentUsers}, "
        + $"snapshot every {SnapshotEveryRecords}, requests {Requests}{(HasVisits ? ", visits" : "")}"
        + $"{(Scene == StallKind.None ? "" : $", a stall amid {Scene}")}";

    private static int Pick(Random random, params ReadOnlySpan<int> values) => values[random.Next(values.Length)];
}
